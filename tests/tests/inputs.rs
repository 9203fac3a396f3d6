//! Where inputs come from, as a user sees it: the index, changes, history, archives, standard input, exclusions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use secws_tests::{Log, Tree};

const SHELL: &str = "import subprocess\n\n\ndef run(command):\n    subprocess.run(command, shell=True)\n";
const PICKLE: &[u8] = b"cos\nsystem\n(S'id'\ntR.";

/// A token of the right shape, put together here so that no scanner takes this file for a leak.
fn token(filling: &str) -> String {
    format!("GITHUB_TOKEN=gh{}_{}\n", "p", filling.repeat(18))
}

fn repository(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::text(files);
    tree.git(&["init", "-q", "-b", "main"]);
    tree.commit("first");
    tree
}

fn has(log: &Log, start: &str) -> bool {
    log.results().iter().any(|line| line.starts_with(start))
}

#[test]
fn staged_is_the_index_and_shows_what_the_commit_changes() {
    let tree = repository(&[("old.py", SHELL), ("b.py", "print()\n")]);
    let (code, log) = tree.sarif(&["--staged"]);
    assert_eq!((code, log.results().len()), (0, 0), "{:?}", log.results());
    tree.write("b.py", SHELL.as_bytes());
    tree.git(&["add", "b.py"]);
    tree.write("b.py", b"print('mended, but not staged')\n");
    tree.write("untracked.py", SHELL.as_bytes());
    let (code, log) = tree.sarif(&["--staged"]);
    assert_eq!(code, 1);
    assert_eq!(log.results(), ["code/subprocess-shell-true b.py:5"]);
}

#[test]
fn a_diff_shows_changed_lines_and_reads_everything() {
    let tree = repository(&[("a.py", &format!("{SHELL}\n\ndef other():\n    return 1\n")), ("c.py", SHELL)]);
    tree.git(&["checkout", "-q", "-b", "feature"]);
    tree.write("a.py", format!("{SHELL}\n\ndef other(x):\n    return eval(x)\n").as_bytes());
    tree.write("new.py", SHELL.as_bytes());
    let (code, log) = tree.sarif(&["--diff", "main"]);
    assert_eq!(code, 1);
    let results = log.results();
    assert!(results.iter().any(|line| line.starts_with("code/") && line.ends_with(" a.py:9")), "{results:?}");
    assert!(has(&log, "code/subprocess-shell-true new.py:5"), "{results:?}");
    assert!(!results.iter().any(|line| line.ends_with("a.py:5") || line.contains("c.py")), "{results:?}");
    let (code, out, error) = tree.check(&["--diff", "no-such-branch"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(error.contains("no-such-branch"), "{error}");
    tree.commit("second");
    let (code, log) = tree.sarif(&["--diff", "HEAD"]);
    assert_eq!((code, log.results().len()), (0, 0));
}

#[test]
fn history_finds_what_was_removed_and_who_brought_it() {
    let tree = repository(&[("a.env", &token("x9")), ("keep.env", &token("y8"))]);
    let first = tree.head();
    tree.write("a.env", format!("# moved\n{}", token("x9")).as_bytes());
    tree.write("model.pkl", PICKLE);
    tree.commit("second");
    let second = tree.head();
    tree.git(&["rm", "-q", "a.env", "model.pkl"]);
    tree.commit("third");
    let (_, log) = tree.sarif(&[]);
    assert_eq!(log.results().len(), 1);
    let (code, log) = tree.sarif(&["--history"]);
    assert_eq!(code, 1);
    let results = log.run()["results"].as_array().unwrap();
    let of = |path: &str| {
        let uri = |result: &&serde_json::Value| {
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str() == Some(path)
        };
        results.iter().filter(uri).collect::<Vec<_>>()
    };
    let removed = of("a.env");
    assert_eq!(removed.len(), 1, "one value in two versions is one: {removed:#?}");
    assert_eq!(removed[0]["properties"]["commit"], first.as_str());
    assert_eq!(removed[0]["properties"]["inHead"], false);
    let model = of("model.pkl");
    assert_eq!(model.len(), 1);
    assert_eq!(model[0]["properties"]["commit"], second.as_str());
    let kept = of("keep.env");
    assert_eq!(kept.len(), 1, "{kept:#?}");
    assert_eq!(kept[0]["properties"]["introducedIn"], first.as_str());
    let (_, log) = tree.sarif(&["--history=HEAD~1.."]);
    assert_eq!(log.results().len(), 1, "the last commit brought nothing: {:?}", log.results());
}

#[test]
fn standard_input_has_a_name() {
    let tree = Tree::of(&[]);
    let run = |arguments: &[&str], input: &str| {
        let mut command = tree.secws();
        command.args(["check", "--format", "sarif"]).args(arguments).write_stdin(input);
        let output = command.output().unwrap();
        (output.status.code().unwrap(), output.stdout, String::from_utf8(output.stderr).unwrap())
    };
    let (code, out, error) = run(&["-", "--stdin-filename", "app/x.py"], SHELL);
    assert_eq!(code, 1, "{error}");
    assert_eq!(Log(serde_json::from_slice(&out).unwrap()).results(), ["code/subprocess-shell-true app/x.py:5"]);
    assert_eq!(run(&["-"], &token("x9")).0, 1);
    assert_eq!(run(&["-", "--stdin-filename", "../x.py"], SHELL).0, 2);
    assert_eq!(run(&["-", "a.py"], SHELL).0, 2);
}

#[test]
fn what_is_excluded_is_left_out_and_counted() {
    let tree = Tree::text(&[
        ("a.py", SHELL),
        ("docs/b.py", SHELL),
        ("gen/c.py", SHELL),
        (".secwsignore", "gen/\n"),
        ("secws.toml", "exclude = [\"docs/\"]\n"),
    ]);
    let (_, log) = tree.sarif(&[]);
    assert_eq!(log.results(), ["code/subprocess-shell-true a.py:5"]);
    assert_eq!(log.run()["properties"]["coverage"]["skipped"]["excluded"], 2, "{}", log.run()["properties"]);
    let (code, _, error) = tree.check(&["--exclude", "[z-a]"]);
    assert_eq!(code, 2);
    assert!(error.contains("`exclude`"), "{error}");
    let (code, log) = tree.sarif(&["--fail-on", "never"]);
    assert_eq!(code, 0, "{:?}", log.notifications());
    tree.write("secws.toml", b"exclude = [\"docs/\"]\nmin-coverage = 90.0\nfail-on = \"never\"\n");
    let (code, log) = tree.sarif(&[]);
    assert_eq!((code, log.notifications()), (3, vec!["coverage-below-floor".to_owned()]));
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_and_loops_do_not_hang() {
    use std::os::unix::fs::symlink;
    let outside = Tree::text(&[("secret.env", &token("x9"))]);
    let tree = Tree::text(&[("a.py", "print()\n")]);
    symlink(outside.path(), tree.path().join("out")).unwrap();
    symlink(outside.path().join("secret.env"), tree.path().join("link.env")).unwrap();
    symlink("loop", tree.path().join("loop")).unwrap();
    symlink(".", tree.path().join("self")).unwrap();
    symlink("gone", tree.path().join("dangling")).unwrap();
    let (code, log) = tree.sarif(&[]);
    assert_eq!((code, log.results().len()), (0, 0), "{:?} {:?}", log.results(), log.notifications());
}

/// A zip with one member, stored, as the format's own specification (APPNOTE 6.3) has it.
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut crc = !0u32;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let (size, length) = (u32::try_from(bytes.len()).unwrap(), u16::try_from(name.len()).unwrap());
    let common = |out: &mut Vec<u8>| {
        out.extend([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
        out.extend((!crc).to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(length.to_le_bytes());
        out.extend([0, 0]);
    };
    let mut out = b"PK\x03\x04".to_vec();
    common(&mut out);
    out.extend(name.as_bytes());
    out.extend(bytes);
    let directory = out.len();
    out.extend(b"PK\x01\x02\x14\0");
    common(&mut out);
    out.extend([0; 14]);
    out.extend(name.as_bytes());
    let end = out.len();
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(u32::try_from(end - directory).unwrap().to_le_bytes());
    out.extend(u32::try_from(directory).unwrap().to_le_bytes());
    out.extend([0, 0]);
    out
}

#[test]
fn members_of_archives_are_files_like_any_other() {
    let secret = token("x9");
    let tree = Tree::of(&[
        ("dist/x.whl", &zip("x/settings.env", secret.as_bytes())),
        ("dist/y.whl", &zip("y/tasks.py", SHELL.as_bytes())),
        ("nested.zip", &zip("inner.zip", &zip("deep.env", secret.as_bytes()))),
        ("model.zip", &zip("model.pkl", PICKLE)),
    ]);
    let (code, log) = tree.sarif(&[]);
    assert_eq!(code, 1);
    let results = log.results();
    let found = |start: &str, path: &str| {
        let count = results.iter().filter(|line| line.starts_with(start) && line.contains(path)).count();
        assert_eq!(count, 1, "{start} in {path}: {results:#?}");
    };
    found("secrets/", "dist/x.whl%21/x/settings.env:1");
    found("code/subprocess-shell-true", "dist/y.whl%21/y/tasks.py:5");
    found("secrets/", "nested.zip%21/inner.zip%21/deep.env:1");
    // The pickle plugin opens a zip by itself and is not offered its members a second time.
    found("pickle/", "model.zip");
    let (_, whole, _) = tree.check(&["--format", "sarif", "--no-cache"]);
    assert!(!whole.contains(secret.trim().split('=').nth(1).unwrap()));
    let warm = tree.check(&["--format", "sarif"]).1;
    assert!(whole == warm && warm == tree.check(&["--format", "sarif"]).1);
}

#[test]
fn an_archive_that_cannot_be_opened_is_a_gap() {
    let mut broken = zip("a.env", token("x9").as_bytes());
    broken.truncate(broken.len() - 30);
    let tree = Tree::of(&[("broken.zip", &broken), ("a.py", b"print()\n")]);
    let (code, log) = tree.sarif(&[]);
    assert!(log.notifications().iter().any(|line| line == "unread broken.zip"), "{:?}", log.notifications());
    assert!(code == 3 || code == 1);
}

#[test]
fn a_pickle_in_history_within_an_archive_is_found() {
    let tree = Tree::of(&[("model.tar", &[])]);
    tree.git(&["init", "-q", "-b", "main"]);
    tree.write("model.zip", &zip("inner/model.pkl", PICKLE));
    tree.commit("first");
    tree.git(&["rm", "-q", "model.zip"]);
    tree.commit("second");
    let (code, log) = tree.sarif(&["--history"]);
    assert_eq!(code, 1);
    assert!(
        log.results().iter().any(|line| line.starts_with("pickle/") && line.contains("model.zip")),
        "{:?}",
        log.results()
    );
}
