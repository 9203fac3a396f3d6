//! Passwords whose place says that they are some, unless they only stand for one.

use super::Verdict;
use crate::{placeholder, vocabulary};

/// Something else if it is filled in later or made of the words that people write where a password will stand.
pub(super) fn check(password: &[u8]) -> Verdict {
    let lower = password.to_ascii_lowercase();
    let nothing = placeholder::is_template(password)
        || placeholder::is_masked(password)
        || vocabulary::has_telltale(&lower, &[])
        || vocabulary::is_made_of_words(&lower);
    if nothing { Verdict::Other } else { Verdict::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_something_else() {
        assert_eq!(check(b"mysecretpassword"), Verdict::Other);
        assert_eq!(check(b"${PASSWORD}"), Verdict::Other);
        assert_eq!(check(b"letmein"), Verdict::Unknown);
    }
}
