//! Which file `-r` or `-c` names.

use crate::facts::{Include, Place};
use crate::reading::Reading;

/// Follows an include, or says why it cannot be followed.
pub fn include(target: &str, constraint: bool, place: Place, reading: &mut Reading) {
    match resolve(reading.path(), target) {
        Ok(path) => reading.include(Include { path, constraint, span: place }),
        Err(message) => reading.lost(Some(place), message),
    }
}

const ELSEWHERE: &str = "The file that is included here is outside of what is scanned, so it was not looked at.";
const REMOTE: &str = "The file that is included here is at an address, so it was not looked at.";
const VARIABLE: &str = "The file that is included here is named by an environment variable, so it was not looked at.";
const NO_FILE: &str = "What is included here is no file, so it was not looked at.";

/// The path, from the root, of what is named relative to the folder of a file.
///
/// # Errors
/// Why there is none; a whole sentence.
pub fn resolve(from: &str, target: &str) -> Result<String, &'static str> {
    if target.contains("${") {
        return Err(VARIABLE);
    }
    if target.contains("://") || target.starts_with("file:") {
        return Err(REMOTE);
    }
    if target.starts_with('/') || target.get(1..2) == Some(":") {
        return Err(ELSEWHERE);
    }
    if matches!(target.rsplit('/').next(), None | Some("" | "." | "..")) {
        return Err(NO_FILE);
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(ELSEWHERE)?;
            }
            _ => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_the_folder_of_the_file() {
        for (from, target, path) in [
            ("requirements.txt", "base.txt", "base.txt"),
            ("a/b/requirements.txt", "./base.txt", "a/b/base.txt"),
            ("a/b/requirements.txt", "../../base.txt", "base.txt"),
            ("a/requirements.txt", "x//y.txt", "a/x/y.txt"),
        ] {
            assert_eq!(resolve(from, target), Ok(path.to_owned()));
        }
    }

    #[test]
    fn what_is_outside_is_not_followed() {
        for target in [
            "../../base.txt",
            "/etc/passwd",
            "C:\\base.txt",
            "https://h/r.txt",
            "file:///r.txt",
            "${HOME}/r.txt",
            "",
            "..",
            "x/",
        ] {
            assert!(resolve("a/requirements.txt", target).is_err(), "{target}");
        }
    }
}
