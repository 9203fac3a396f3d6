//! docs/first-plugin.md, command by command: from an empty folder to a finding in the log.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;

use secws_tests::{Log, Tree};

/// What cargo and rustup need to find themselves; the harness clears the environment.
const PASSED: [&str; 8] =
    ["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "CARGO_NET_OFFLINE", "HTTPS_PROXY", "https_proxy"];

/// Runs the binary and returns exit code, text and standard error.
fn secws(tree: &Tree, arguments: &[&str]) -> (i32, String, String) {
    let mut command = tree.secws();
    command.args(arguments).envs(PASSED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    let output = command.output().expect("secws runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn from_an_empty_folder_to_a_finding_in_the_log() {
    let tree = Tree::of(&[]);
    tree.git(&["init", "-q"]);
    let (code, out, error) = secws(&tree, &["plugin", "new", "my-rules"]);
    assert_eq!(code, 0, "{out}{error}");
    let (code, _, error) = secws(&tree, &["plugin", "new", "my-rules"]);
    assert!(code == 2 && error.contains("not empty"), "{error}");

    let (code, out, error) = secws(&tree, &["plugin", "test", "my-rules"]);
    assert_eq!(code, 0, "{out}{error}");
    assert!(out.contains("ok      rules/breakpoint-left.cases.md: A statement\n"), "{out}");
    assert!(out.ends_with("\n7 passed, 0 failed\n"), "{out}");

    let (code, out, error) = secws(&tree, &["plugin", "build", "my-rules"]);
    assert_eq!(code, 0, "{out}{error}");
    assert!(out.contains("[plugins.my-rules]\nsource = \"my-rules/my-rules.wasm\"\ndigest = \"sha256:"), "{out}");

    tree.write("pay.py", b"breakpoint()\n");
    secws(&tree, &["check", "--plugin", "my-rules/my-rules.wasm", "--format", "sarif=secws.sarif"]);
    let log = Log(serde_json::from_slice(&fs::read(tree.path().join("secws.sarif")).expect("a log")).expect("JSON"));
    let results = log.results();
    assert!(results.contains(&"my-rules/breakpoint-left pay.py:1".to_owned()), "{results:?}");

    a_case_that_does_not_hold_fails(&tree);
}

/// In the same folder, so that little is compiled again.
fn a_case_that_does_not_hold_fails(tree: &Tree) {
    tree.write(
        "my-rules/rules/more.cases.md",
        b"# Both wrong\n\n```python\nbreakpoint()\nx = 1  # error: [breakpoint-left]\n```\n",
    );
    let (code, out, error) = secws(tree, &["plugin", "test", "my-rules"]);
    assert_eq!(code, 1, "{out}{error}");
    assert!(out.contains("FAILED  rules/more.cases.md: Both wrong\n"), "{out}");
    assert!(out.contains("case.py:1: `breakpoint-left` was found, and not expected\n"), "{out}");
    assert!(out.contains("case.py:2: `breakpoint-left` was expected, and not found\n"), "{out}");
}
