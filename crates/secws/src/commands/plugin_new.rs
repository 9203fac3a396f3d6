//! `secws plugin new`: a folder with a plugin that works, to be changed into one's own.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use super::plugin_sdk;

/// The name that stands in the template.
const TEMPLATE_NAME: &str = "my-rules";
/// The template, by path in the new folder.
const TEMPLATE: [(&str, &str); 6] = [
    (".gitignore", include_str!("../../templates/plugin/gitignore")),
    ("Cargo.toml", include_str!("../../templates/plugin/manifest.toml")),
    ("README.md", include_str!("../../templates/plugin/README.md")),
    ("rules/breakpoint-left.cases.md", include_str!("../../templates/plugin/rule.cases.md")),
    ("rules/breakpoint-left.md", include_str!("../../templates/plugin/rule.md")),
    ("src/lib.rs", include_str!("../../templates/plugin/lib.rs")),
];
/// Names of built-in plugins, and crates that a crate of that name would hide.
const TAKEN: [&str; 10] =
    ["alloc", "code", "core", "dependencies", "pickle", "proc-macro", "secrets", "secws-plugin-sdk", "std", "test"];

/// Makes the folder.
pub fn run(name: &str, path: Option<&Path>) -> Result<ExitCode> {
    check_name(name)?;
    let folder = path.map_or_else(|| PathBuf::from(name), Path::to_owned);
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("`{}` is there already, and not empty\nhint: `--path` names another folder", folder.display());
    }
    for (file, text) in TEMPLATE {
        write(&folder.join(file), &text.replace(TEMPLATE_NAME, name))?;
    }
    for (file, text) in plugin_sdk::files()? {
        write(&folder.join("sdk").join(file), &text)?;
    }
    let shown = folder.display();
    super::print(&format!(
        "{shown}: a plugin with one rule, `{name}/breakpoint-left`, in src/lib.rs\n\n\
         next:\n  secws plugin test {shown}\n  secws plugin build {shown}\n"
    ))
}

/// Kebab-case: it starts the ids of rules, and names a crate and a table of the settings.
fn check_name(name: &str) -> Result<()> {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !name.split('-').all(part) || !name.starts_with(|first: char| first.is_ascii_lowercase()) || name.len() > 64 {
        bail!("`{name}` is no name of a plugin\nhint: lower-case words with `-` between them, as in `my-rules`");
    }
    if TAKEN.contains(&name) {
        bail!("the name `{name}` is taken\nhint: choose another one, such as `my-{name}`");
    }
    Ok(())
}

/// Writes a file that is not there yet.
fn write(file: &Path, text: &str) -> Result<()> {
    let write = || {
        fs::create_dir_all(file.parent().unwrap_or(file))?;
        OpenOptions::new().write(true).create_new(true).open(file)?.write_all(text.as_bytes())
    };
    write().with_context(|| format!("`{}` cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn names_are_kebab_case_and_free() {
        for good in ["a", "my-rules", "team-2"] {
            check_name(good).unwrap();
        }
        for bad in ["", "-a", "a-", "a--b", "My", "2a", "a_b", "a/b", "..", "code", "std", &"a".repeat(65)] {
            assert!(check_name(bad).unwrap_err().to_string().contains("hint: "), "{bad}");
        }
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("README.md"), "mine").unwrap();
        let error = run("my-rules", Some(folder.path())).unwrap_err();
        assert!(error.to_string().contains("not empty"), "{error}");
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
        assert_eq!(fs::read_to_string(folder.path().join("README.md")).unwrap(), "mine");
    }
}
