//! Names of Python projects: PEP 508 says which are valid, PEP 503 which are equal.

/// The normal form under which a name is compared and looked up: lower case, and each run of `-`, `_` and `.` one `-`.
pub fn normalize(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    let mut separated = false;
    for character in name.chars() {
        if matches!(character, '-' | '_' | '.') {
            separated = true;
        } else {
            if separated {
                normal.push('-');
                separated = false;
            }
            normal.push(character.to_ascii_lowercase());
        }
    }
    if separated {
        normal.push('-');
    }
    normal
}

/// Whether PEP 508 allows it as a name of a project or of an extra.
pub fn is_valid(name: &str) -> bool {
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    ends(name.chars().next()) && ends(name.chars().next_back()) && name.chars().all(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_case_make_no_difference() {
        for name in ["Zope.Interface", "zope-interface", "ZOPE__interface", "zope.-_interface"] {
            assert_eq!(normalize(name), "zope-interface");
        }
    }

    #[test]
    fn names_start_and_end_with_a_letter_or_digit() {
        for name in ["a", "Django", "jw.util", "0x10c-asm"] {
            assert!(is_valid(name), "{name}");
        }
        for name in ["", "-a", "a-", ".", "a b", "a/b", "é"] {
            assert!(!is_valid(name), "{name}");
        }
    }
}
