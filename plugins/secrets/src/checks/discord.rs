//! Discord's bot tokens start with the bot's number in base64.

use super::Verdict;
use crate::decode;

/// Something else unless the part before the first dot decodes to digits.
pub(super) fn check(token: &[u8]) -> Verdict {
    let first = token.split(|&byte| byte == b'.').next().unwrap_or_default();
    let number = decode::base64(first).unwrap_or_default();
    let digits = number.iter().all(u8::is_ascii_digit);
    if digits && (15..=20).contains(&number.len()) { Verdict::Valid } else { Verdict::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_is_a_number() {
        let token = |number: &str| format!("{}.Gabcde.{}", decode::to_base64(number.as_bytes()), "q".repeat(38));
        assert_eq!(check(token("123456789012345678").as_bytes()), Verdict::Valid);
        assert_eq!(check(token("not-a-number-at-all").as_bytes()), Verdict::Other);
        assert_eq!(check(b""), Verdict::Other);
    }
}
