//! The cases of every rule once more, through the sandbox and the host's routing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use secws_plugin_sdk::testing::{Case, cases};
use secws_tests::Tree;

/// Files of cases of one plugin.
fn files(plugin: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins").join(plugin).join("src/rules");
    let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().ends_with(".cases.md")).collect();
    files.sort();
    assert!(!files.is_empty(), "{}", folder.display());
    files
}

/// One tree holds many cases, each in a folder of its own whose name no rule knows.
fn expected(number: usize, case: &Case, tree: &Tree) -> BTreeSet<String> {
    let mut expected = BTreeSet::new();
    for file in &case.files {
        let path = format!("{number}/{}", file.path);
        tree.write(&path, file.text.as_bytes());
        expected.extend(file.expected.iter().map(|(line, rule)| format!("{rule} {path}:{line}")));
    }
    expected
}

#[test]
fn the_cases_of_the_code_plugin() {
    for file in files("code") {
        let text = fs::read_to_string(&file).unwrap();
        let tree = Tree::of(&[]);
        let all = cases(&text);
        let expected: BTreeSet<String> =
            all.iter().enumerate().flat_map(|(number, case)| expected(number, case, &tree)).collect();
        let stem = file.file_name().unwrap().to_string_lossy().replace(".cases.md", "").replace('_', "-");
        let (_, log) = tree.sarif(&["--enable", &format!("code/{stem}")]);
        let results = log.results().into_iter();
        let found: BTreeSet<String> = results.filter_map(|line| line.strip_prefix("code/").map(str::to_owned)).collect();
        assert_eq!(found, expected, "{}", file.display());
    }
}
