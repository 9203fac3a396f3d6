//! What people do every day: caches, shards, baselines, diffs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;

use secws_tests::{Log, Tree};
use serde_json::Value;

const SHELL: &str = "import subprocess\n\n\ndef run(command):\n    subprocess.run(command, shell=True)\n";

/// A token of the right shape, put together here so that no scanner takes this file for a leak.
fn token(filling: &str) -> String {
    format!("gh{}_{}", "p", filling.repeat(18))
}

/// A pickle, protocol 0, that runs a command.
fn pickle() -> Vec<u8> {
    [b"cos\nsys".as_slice(), b"tem\n(S'id'\ntR."].concat()
}

/// Findings of all kinds, in forty files, two of which name others.
fn forty() -> Tree {
    let tree = Tree::text(&[
        ("settings.env", &format!("GITHUB_TOKEN={}\n", token("x9"))),
        ("requirements.txt", "-r more/deps.lst\ndjango==3.2.0\n"),
        ("more/deps.lst", "flask==0.12\n"),
        ("pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\"jinja2>=2\"]\n"),
    ]);
    for number in 0..36 {
        tree.write(&format!("app/{number}.py"), SHELL.as_bytes());
    }
    tree.write("model.pkl", &pickle());
    tree
}

#[test]
fn shards_equal_the_whole_to_the_byte() {
    let tree = forty();
    let (code, whole, _) = tree.check(&["--format", "sarif"]);
    let outside = Tree::of(&[]);
    let part = |number: usize| outside.path().join(format!("{number}.part")).display().to_string();
    for number in 1..=4 {
        let (code, out, error) = tree.check(&["--shard", &format!("{number}/4"), "-o", &part(number)]);
        assert_eq!((code, out.as_str()), (0, ""), "{error}");
        let bytes = fs::read(part(number)).unwrap();
        let secret = token("x9");
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    let merge = |numbers: &[usize]| {
        let mut command = tree.secws();
        command.args(["merge", "--format", "sarif"]).args(numbers.iter().map(|&number| part(number)));
        let output = command.output().unwrap();
        (output.status.code().unwrap(), output.stdout, String::from_utf8(output.stderr).unwrap())
    };
    let (merged_code, merged, error) = merge(&[3, 1, 4, 2]);
    assert_eq!(merged_code, code, "{error}");
    assert!(merged == whole.as_bytes(), "the merged log is another one");
    let (missing_code, missing, _) = merge(&[1, 2, 4]);
    let log = Log(serde_json::from_slice(&missing).unwrap());
    assert!(log.notifications().contains(&"shard-missing".to_owned()), "{:?}", log.notifications());
    assert!(missing_code == 1 || missing_code == 3);
    let (code, _, error) = merge(&[1, 1, 2, 3]);
    assert_eq!(code, 2);
    assert!(error.contains("shard 1/4 is there twice"), "{error}");
    tree.write("app/new.py", b"print()\n");
    let (code, _, error) = merge(&[1, 2, 3, 4]);
    assert_eq!(code, 2);
    assert!(error.contains("hint: merge in a checkout of the same commit"), "{error}");
}

#[test]
fn a_missing_shard_of_a_clean_tree_is_incomplete() {
    let tree = Tree::text(&[("a.py", "print(1)\n"), ("b.py", "print(2)\n"), ("c.py", "print(3)\n")]);
    let outside = Tree::of(&[]);
    let part = outside.path().join("1.part").display().to_string();
    assert_eq!(tree.check(&["--shard", "1/2", "-o", &part]).0, 0);
    let output = tree.secws().args(["merge", &part]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_cache_changes_nothing_but_the_time() {
    let tree = forty();
    let cache = Tree::of(&[]);
    let check = |arguments: &[&str]| {
        let mut command = tree.secws();
        command.env("SECWS_CACHE_DIR", cache.path()).args(["check", "--format", "sarif"]).args(arguments);
        let output = command.output().unwrap();
        (output.status.code(), output.stdout)
    };
    let without = check(&["--no-cache"]);
    assert!(!cache.path().join("results").exists());
    let cold = check(&[]);
    let warm = check(&[]);
    assert!(without == cold && cold == warm);
    let store = fs::read(cache.path().join("results/results.redb")).unwrap();
    let secret = token("x9");
    assert!(!store.windows(secret.len()).any(|window| window == secret.as_bytes()));
    // Of the same size, within the same second.
    tree.write("settings.env", format!("GITHUB_TOKEN={}\n", "y".repeat(secret.len())).as_bytes());
    assert!(check(&[]) == check(&["--no-cache"]));
    tree.write("app/7.py", b"print()\n");
    assert!(check(&[]) == check(&["--no-cache"]));
    let broken = vec![7; store.len()];
    fs::write(cache.path().join("results/results.redb"), broken).unwrap();
    assert!(check(&[]) == check(&["--no-cache"]));
}

fn baseline(tree: &Tree) {
    let output = tree.secws().args(["baseline", "-o", "known.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// `state rule path` of every result, in order.
fn states(log: &Value) -> Vec<String> {
    let results = log["runs"][0]["results"].as_array().unwrap();
    let line = |result: &Value| {
        let path = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", text(&result["baselineState"]), text(&result["ruleId"]), text(path))
    };
    results.iter().map(line).filter(|line| !line.contains("secws.toml")).collect()
}

#[test]
fn a_baseline_survives_moved_lines_renames_and_reformatting() {
    let tree = Tree::text(&[("a.py", SHELL), ("b.py", SHELL), ("c.py", SHELL)]);
    baseline(&tree);
    let check = |tree: &Tree| tree.sarif(&["--baseline", "known.json", "--exclude", "known.json"]);
    let (code, log) = check(&tree);
    assert_eq!(code, 0);
    assert!(states(&log.0).iter().all(|line| line.starts_with("unchanged ")), "{:?}", states(&log.0));
    tree.write("a.py", format!("import os\n\nX = 1\n\n{SHELL}").as_bytes());
    fs::rename(tree.path().join("b.py"), tree.path().join("renamed.py")).unwrap();
    tree.write("c.py", SHELL.replace("(command, shell=True)", "(\n        command,\n        shell=True,\n    )").as_bytes());
    let (code, log) = check(&tree);
    assert_eq!(code, 0, "{:?}", states(&log.0));
    assert!(states(&log.0).iter().all(|line| line.starts_with("unchanged ")), "{:?}", states(&log.0));
    tree.write("a.py", b"import os\n");
    tree.write("d.py", SHELL.replace("run(command)", "other(command)").as_bytes());
    let (code, log) = check(&tree);
    assert_eq!(code, 1);
    let states = states(&log.0);
    assert!(states.contains(&"absent code/subprocess-shell-true a.py".to_owned()), "{states:?}");
    assert!(states.contains(&"new code/subprocess-shell-true d.py".to_owned()), "{states:?}");
    assert!(states.contains(&"unchanged code/subprocess-shell-true renamed.py".to_owned()), "{states:?}");
}

#[test]
fn a_secret_at_another_place_is_new() {
    let line = format!("GITHUB_TOKEN={}\n", token("x9"));
    let tree = Tree::text(&[("a.env", &line)]);
    baseline(&tree);
    tree.write("b.env", line.as_bytes());
    let (code, log) = tree.sarif(&["--baseline", "known.json", "--exclude", "known.json"]);
    assert_eq!(code, 1);
    let states = states(&log.0);
    assert!(states.iter().any(|state| state.starts_with("unchanged ") && state.ends_with(" a.env")), "{states:?}");
    assert!(states.iter().any(|state| state.starts_with("new ") && state.ends_with(" b.env")), "{states:?}");
}

/// A number from a number, for moments that are spread out and the same in every run.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn a_process_that_is_killed_leaves_no_torn_report_and_no_wrong_cache() {
    let tree = forty();
    let (cache, out) = (Tree::of(&[]), Tree::of(&[]));
    let report = out.path().join("out.sarif");
    let target = format!("sarif={}", report.display());
    let command = || {
        let mut command = std::process::Command::new(tree.secws().get_program());
        command.current_dir(tree.path()).env_clear().env("SECWS_DATA_DIR", tree.data()).env("SECWS_TODAY", "2026-08-01");
        command.env("SECWS_CACHE_DIR", cache.path()).args(["check", "-qq", "--format", &target]);
        command
    };
    let started = std::time::Instant::now();
    assert!(command().arg("--no-cache").status().unwrap().code().is_some());
    let time = started.elapsed();
    let whole = fs::read(&report).unwrap();
    let mut state = 4;
    let mut killed = 0;
    for round in 0..100 {
        // Half of the rounds find a cache, the others make one.
        if round % 2 == 0 {
            let _ = fs::remove_dir_all(cache.path().join("results"));
        }
        fs::remove_file(&report).unwrap();
        let mut child = command().spawn().unwrap();
        let moment = u32::try_from(next(&mut state) % 1_200).unwrap();
        std::thread::sleep(time * moment / 1_000);
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        if let Ok(bytes) = fs::read(&report) {
            assert!(bytes == whole, "round {round}: a torn report");
        }
        command().status().unwrap();
        assert!(fs::read(&report).unwrap() == whole, "round {round}: a wrong answer");
    }
    assert!(killed > 20, "{killed} of 100 runs were still running");
}

#[test]
fn watching_scans_again_when_a_file_changes() {
    let tree = Tree::text(&[("a.py", "print()\n")]);
    let out = Tree::of(&[]);
    let report = out.path().join("out.txt");
    let mut command = std::process::Command::new(tree.secws().get_program());
    command.current_dir(tree.path()).env_clear().env("SECWS_DATA_DIR", tree.data()).env("SECWS_TODAY", "2026-08-01");
    // A report within the tree is no change of it.
    command.env("SECWS_CACHE_DIR", out.path()).args(["check", "--watch", "--format", "text", "--format", "csv=own.csv"]);
    command.stdout(fs::File::create(&report).unwrap()).stderr(std::process::Stdio::null());
    let mut child = command.spawn().unwrap();
    let wait_for = |text: &str| {
        let started = std::time::Instant::now();
        while !fs::read_to_string(&report).unwrap().contains(text) {
            assert!(started.elapsed() < std::time::Duration::from_secs(60), "{}", fs::read_to_string(&report).unwrap());
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    };
    wait_for("passed: ");
    tree.write("a.py", SHELL.as_bytes());
    wait_for("failed: ");
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    let runs = fs::read_to_string(&report).unwrap().matches("Files: ").count();
    assert!(runs <= 3, "{runs} runs for one change");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_cache_stays_within_its_bound() {
    let tree = forty();
    let cache = Tree::of(&[]);
    let run = |size: &str| {
        let mut command = tree.secws();
        command.env("SECWS_CACHE_DIR", cache.path()).env("SECWS_CACHE_SIZE", size).args(["check", "-qq"]);
        let code = command.output().unwrap().status.code();
        (code, fs::metadata(cache.path().join("results/results.redb")).map(|file| file.len()).unwrap_or_default())
    };
    let (code, size) = run("1000000000");
    assert!(size > 10_000, "{size}");
    let (small_code, small) = run("5000");
    assert!(small <= 5_000, "{small}");
    assert_eq!(small_code, code);
}

#[test]
fn two_runs_at_once_share_a_cache() {
    let tree = forty();
    let cache = Tree::of(&[]);
    let expected = tree.check(&["--format", "sarif", "--no-cache"]).1;
    let runs: Vec<_> = (0..6)
        .map(|_| {
            let mut command = std::process::Command::new(tree.secws().get_program());
            command.current_dir(tree.path()).env_clear().env("SECWS_DATA_DIR", tree.data()).env("SECWS_TODAY", "2026-08-01");
            command.env("SECWS_CACHE_DIR", cache.path()).args(["check", "--format", "sarif"]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!(output.stdout == expected.as_bytes(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn an_older_report_is_not_scanned_unless_git_tracks_it() {
    let tree = Tree::text(&[("a.py", "print()\n"), ("secws.toml", "format = [\"text\", \"sarif=out.sarif\"]\n")]);
    tree.git(&["init", "-q"]);
    let files = |tree: &Tree| tree.check(&[]).1.lines().find(|line| line.starts_with("Files: ")).unwrap().to_owned();
    let first = files(&tree);
    assert_eq!(files(&tree), first);
    tree.write("out.sarif", SHELL.as_bytes());
    tree.git(&["add", "out.sarif"]);
    assert_ne!(files(&tree), first, "a tracked file is scanned whatever settings call it");
}
