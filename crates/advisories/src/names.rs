//! Names of ecosystems and of packages, as look-ups compare them.

use std::borrow::Cow;

use crate::AdvisoryError;
use crate::error::shown;

/// Longer names of an ecosystem are refused, in bytes.
const MAX_ECOSYSTEM_LENGTH: usize = 64;

/// The form of a package's name under which the ecosystem's registry knows no second package.
///
/// `PyPI`: PEP 503, lower case with each run of `-`, `_` and `.` as one `-`. `GitHub Actions`: lower case. Others, among
/// them `crates.io`, `npm` and `Go`: as it is.
#[must_use]
pub fn normalise<'a>(ecosystem: &str, name: &'a str) -> Cow<'a, str> {
    match ecosystem {
        "PyPI" => Cow::Owned(pep503(name)),
        "GitHub Actions" => Cow::Owned(name.to_lowercase()),
        _ => Cow::Borrowed(name),
    }
}

fn pep503(name: &str) -> String {
    let mut normalised = String::with_capacity(name.len());
    let mut in_run = false;
    for character in name.chars() {
        let separates = matches!(character, '-' | '_' | '.');
        if !separates {
            normalised.extend(character.to_lowercase());
        } else if !in_run {
            normalised.push('-');
        }
        in_run = separates;
    }
    normalised
}

/// Checks that the name can be a folder's in the index.
pub(crate) fn check_ecosystem(name: &str) -> Result<(), AdvisoryError> {
    let fits = |character: char| character.is_ascii_alphanumeric() || " ._:-".contains(character);
    let starts = name.starts_with(|character: char| character.is_ascii_alphanumeric());
    if starts && name.len() <= MAX_ECOSYSTEM_LENGTH && name.chars().all(fits) {
        Ok(())
    } else {
        Err(AdvisoryError::EcosystemName { name: shown(name) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_normalised_as_its_registry_does() {
        for (ecosystem, name, expected) in [
            ("PyPI", "Foo.-_Bar", "foo-bar"),
            ("PyPI", "jw.util", "jw-util"),
            ("PyPI", "", ""),
            ("crates.io", "Inflector", "Inflector"),
            ("npm", "@scope/Name.x", "@scope/Name.x"),
            ("Go", "github.com/Azure/x_y", "github.com/Azure/x_y"),
            ("GitHub Actions", "Actions/Checkout", "actions/checkout"),
        ] {
            assert_eq!(normalise(ecosystem, name), expected, "{ecosystem} {name}");
        }
    }

    #[test]
    fn an_ecosystem_cannot_leave_its_folder() {
        for name in ["PyPI", "crates.io", "GitHub Actions", "Debian:11"] {
            assert!(check_ecosystem(name).is_ok(), "{name}");
        }
        for name in ["", "..", "../x", "a/b", "a\\b", ".hidden", "PyPI\n", &"a".repeat(65)] {
            assert!(check_ecosystem(name).is_err(), "{name}");
        }
    }
}
