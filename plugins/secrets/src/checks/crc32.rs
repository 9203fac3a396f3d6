//! Tokens that end in the CRC-32 of what stands before.

use super::{Verdict, verdict};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// GitHub and npm: after the first `_`, thirty characters and their checksum as six digits to base 62.
pub(super) fn base62_tail(token: &[u8]) -> Verdict {
    let Some(underscore) = token.iter().position(|&byte| byte == b'_') else {
        return Verdict::Unknown;
    };
    match token.get(underscore + 1..).and_then(|body| body.split_at_checked(30)) {
        Some((random, tail)) if tail.len() == 6 => verdict(base62(crc32fast::hash(random)) == tail),
        _ => Verdict::Unknown,
    }
}

fn base62(mut number: u32) -> [u8; 6] {
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62.get((number % 62) as usize).copied().unwrap_or(b'0');
        number /= 62;
    }
    digits
}

/// Grafana: after the last `_`, the checksum of everything before it in hexadecimal, least byte first.
pub(super) fn hexadecimal_tail(token: &[u8]) -> Verdict {
    let Some(underscore) = token.iter().rposition(|&byte| byte == b'_') else {
        return Verdict::Unknown;
    };
    let (Some(body), Some(tail)) = (token.get(..underscore), token.get(underscore + 1..)) else {
        return Verdict::Unknown;
    };
    let sum: String = crc32fast::hash(body).to_le_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    verdict(tail.eq_ignore_ascii_case(sum.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_of_a_github_token_is_its_checksum() {
        // Both as zlib and a division by hand give them.
        let sum = crc32fast::hash(b"The quick brown fox jumps over the lazy dog");
        assert_eq!(sum, 0x414F_A339);
        assert_eq!(&base62(sum), b"1C9bYH");
        let random = b"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";
        let token = [b"ghp_".as_slice(), random, &base62(crc32fast::hash(random))].concat();
        assert_eq!(base62_tail(&token), Verdict::Valid);
        let broken: Vec<u8> = token.iter().map(|&byte| if byte == b'z' { b'y' } else { byte }).collect();
        assert_eq!(base62_tail(&broken), Verdict::Invalid);
        assert_eq!(base62_tail(b"ghp_short"), Verdict::Unknown);
    }

    #[test]
    fn the_tail_of_a_grafana_token_is_its_checksum() {
        let body = [b"glsa_".as_slice(), &[b'Q'; 32]].concat();
        let sum = crc32fast::hash(&body);
        let token = [body.as_slice(), format!("_{:08x}", sum.swap_bytes()).as_bytes()].concat();
        assert_eq!(hexadecimal_tail(&token), Verdict::Valid);
        assert_eq!(hexadecimal_tail(b"glsa_x_00000000"), Verdict::Invalid);
        assert_eq!(hexadecimal_tail(b"glsa"), Verdict::Unknown);
    }
}
