//! `user:password` in base64, as HTTP's basic authentication and registries' files have it.

use super::Verdict;
use crate::{decode, placeholder, vocabulary};

/// Something else unless it decodes to printable text with a colon in it; placeholders are nothing either.
pub(super) fn check(encoded: &[u8]) -> Verdict {
    let decoded = decode::base64(encoded).unwrap_or_default();
    let Some(colon) = decoded.iter().position(|&byte| byte == b':') else {
        return Verdict::Other;
    };
    let (user, password) = (decoded.get(..colon).unwrap_or_default(), decoded.get(colon + 1..).unwrap_or_default());
    let printable = decoded.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    let lower = password.to_ascii_lowercase();
    let nothing = password.is_empty()
        || user == password
        || placeholder::is_template(password)
        || placeholder::is_masked(password)
        || vocabulary::is_made_of_words(&lower);
    if printable && !nothing { Verdict::Unknown } else { Verdict::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_user_with_a_real_password_counts() {
        let of = |text: &str| check(decode::to_base64(text.as_bytes()).as_bytes());
        assert_eq!(of("robot:tr0ub4dor&3"), Verdict::Unknown);
        assert_eq!(of("user:password"), Verdict::Other);
        assert_eq!(of("no colon"), Verdict::Other);
        assert_eq!(of("a:\u{1}"), Verdict::Other);
        assert_eq!(check(b"!!"), Verdict::Other);
    }
}
