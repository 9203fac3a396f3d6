//! GitLab's routable tokens: a payload, its length, and the CRC-32 of all that.

use super::{Verdict, verdict};

/// Seven digits to base 36 end the token; two before them give the payload's length.
pub(super) fn check(token: &[u8]) -> Verdict {
    let Some((body, tail)) = token.len().checked_sub(7).and_then(|at| token.split_at_checked(at)) else {
        return Verdict::Unknown;
    };
    if !body.contains(&b'.') {
        return Verdict::Unknown;
    }
    verdict(base36(crc32fast::hash(body)) == tail)
}

fn base36(mut number: u32) -> [u8; 7] {
    let mut digits = [b'0'; 7];
    for digit in digits.iter_mut().rev() {
        let value = u8::try_from(number % 36).unwrap_or(0);
        *digit = if value < 10 { b'0' + value } else { b'a' + value - 10 };
        number /= 36;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routable_tokens_end_in_their_checksum() {
        let body = [b"glpat-".as_slice(), &[b'Q'; 36], b".01.10"].concat();
        let token = [body.as_slice(), &base36(crc32fast::hash(&body))].concat();
        assert_eq!(check(&token), Verdict::Valid);
        assert_eq!(base36(35), *b"000000z");
        assert_eq!(check(b"glpat-QQQQQQ.01.10aaaaaaa"), Verdict::Invalid);
        assert_eq!(check(b"glpat-QQQQQQQQQQQQQQQQQQQQ"), Verdict::Unknown);
    }
}
