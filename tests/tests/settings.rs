//! Settings: where they come from, and what is said of wrong ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use secws_tests::Tree;

fn tree(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::text(&[("app.py", "def f(x):\n    assert x > 3\n")]);
    for (path, text) in files {
        tree.write(path, text.as_bytes());
    }
    tree
}

fn error(tree: &Tree, arguments: &[&str]) -> String {
    let (code, _, error) = tree.check(arguments);
    assert_eq!(code, 2, "{error}");
    error
}

#[test]
fn later_sources_win() {
    let pyproject = ("pyproject.toml", "[tool.secws]\nfail-on = \"low\"\n");
    assert_eq!(tree(&[pyproject]).check(&[]).0, 1);
    let own = ("secws.toml", "fail-on = \"medium\"\n");
    let both = tree(&[pyproject, own]);
    assert_eq!(both.check(&[]).0, 0);
    let by_variable = both.secws().env("SECWS_FAIL_ON", "low").arg("check").output().unwrap();
    assert_eq!(by_variable.status.code(), Some(1));
    let by_flag = both.secws().env("SECWS_FAIL_ON", "low").args(["check", "--fail-on", "high"]).output().unwrap();
    assert_eq!(by_flag.status.code(), Some(0));
}

#[test]
fn an_unknown_key_names_the_nearest_one_its_file_and_line() {
    let own = tree(&[("secws.toml", "threads = 1\nfail_on = \"low\"\n")]);
    assert_eq!(error(&own, &[]), "error: secws.toml:2: there is no setting `fail_on`\nhint: did you mean `fail-on`?\n");
    let pyproject = tree(&[("pyproject.toml", "[project]\nname = \"x\"\n\n[tool.secws]\nfailon = \"low\"\n")]);
    assert!(error(&pyproject, &[]).starts_with("error: pyproject.toml:5: there is no setting `failon`"));
    let variable = tree(&[]).secws().env("SECWS_FAILON", "low").arg("check").output().unwrap();
    let said = String::from_utf8_lossy(&variable.stderr).into_owned();
    assert_eq!(said, "error: there is no setting `SECWS_FAILON`\nhint: did you mean `SECWS_FAIL_ON`?\n");
}

#[test]
fn variables_of_other_kinds_are_left_alone() {
    let output = tree(&[]).secws().env("SECWS_LOG", "error").arg("check").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_wrong_value_names_its_place() {
    let level = tree(&[("secws.toml", "\nfail-on = \"hihg\"\n")]);
    let said = error(&level, &[]);
    assert!(said.starts_with("error: `fail-on` (secws.toml:2): `hihg` is none of note, low"), "{said}");
    let number = tree(&[("secws.toml", "threads = \"many\"\n")]);
    assert!(error(&number, &[]).starts_with("error: `threads` (secws.toml:1): "));
    let rule = tree(&[("secws.toml", "disable = [\"code/assert-usde\"]\n")]);
    let said = error(&rule, &[]);
    assert!(said.contains("`disable` (secws.toml:1)") && said.contains("did you mean `code/assert-used`?"), "{said}");
    let plugin = tree(&[("secws.toml", "[plugins.cod]\n")]);
    let said = error(&plugin, &[]);
    assert!(said.contains("there is no plugin `cod` (secws.toml:1)") && said.contains("did you mean `code`?"), "{said}");
}

#[test]
fn a_plugin_says_what_is_wrong_with_its_table() {
    let own = tree(&[("secws.toml", "[plugins.dependencies.settings]\nunknown-severty = \"low\"\n")]);
    let said = error(&own, &[]);
    assert!(said.contains("(secws.toml:2)") && said.contains("unknown-severity"), "{said}");
}

#[test]
fn a_file_that_is_no_toml_names_its_line() {
    let own = tree(&[("secws.toml", "threads = 1\nfail-on = \n")]);
    assert!(error(&own, &[]).starts_with("error: secws.toml:2: this is no TOML: "));
    let foreign = tree(&[("pyproject.toml", "[project\n")]);
    assert_eq!(foreign.check(&[]).0, 0, "it is not ours to complain of");
}

#[test]
fn settings_are_those_of_the_root_that_is_scanned() {
    let tree = tree(&[("secws.toml", "fail-on = \"low\"\n"), ("sub/app.py", "assert x > 3\n")]);
    tree.git(&["init", "-q"]);
    assert_eq!(tree.check(&["sub"]).0, 1);
}

/// The page's example, without what names files that are not there.
#[test]
fn the_settings_page_says_what_is_taken() {
    let page = include_str!("../../docs/settings.md");
    let block = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let (own, _) = block.split_once("[plugins.my-rules]").expect("a plugin of one's own");
    let absent = ["baseline = ", "import = ", "advisories = "];
    let lines = own.lines().filter(|line| !absent.iter().any(|start| line.starts_with(start)));
    let settings: String = lines.map(|line| format!("{line}\n")).collect();
    let tree = tree(&[("secws.toml", &settings), ("a.py", "print()\n")]);
    let (code, out, said) = tree.check(&[]);
    assert_eq!(code, 3, "only the floor on files is not reached: {out}{said}");
    assert!(out.contains("fewer than the 100 that are wanted (`min-files`)"), "{out}{said}");
    assert!(tree.path().join("secws.sarif").is_file());
}
