//! AWS key ids carry the number of their account.

use super::Verdict;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Behind the four letters of the kind, 80 bits to base 32: after the first one, 40 bits of account number, which has
/// twelve decimal digits at most.
pub(super) fn key_id(id: &[u8]) -> Verdict {
    let Some(digits) = id.get(4..).filter(|digits| digits.len() == 16) else {
        return Verdict::Unknown;
    };
    let mut number: u128 = 0;
    for digit in digits {
        match BASE32.iter().position(|letter| letter == digit) {
            Some(value) => number = number << 5 | value as u128,
            None => return Verdict::Invalid,
        }
    }
    let account = number >> 39 & ((1 << 40) - 1);
    if account < 1_000_000_000_000 { Verdict::Unknown } else { Verdict::Invalid }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_twelve_digits() {
        // Those who published how to decode it did so with this id, of account 029608264753.
        assert_eq!(key_id(concat!("AS", "IAQNZGKIQY56JQ7WML").as_bytes()), Verdict::Unknown);
        assert_eq!(key_id(concat!("AK", "IA7777777777777777").as_bytes()), Verdict::Invalid);
        assert_eq!(key_id(b"AKIA"), Verdict::Unknown);
    }
}
