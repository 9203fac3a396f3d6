//! Base64 in whatever dress it comes: either alphabet, with or without padding.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Whether a byte is one of base64's 64 digits in either alphabet.
pub(crate) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Decodes; none if a byte is no digit. Padding is dropped, and so is a last digit that stands alone.
pub(crate) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut digits: Vec<u8> = text
        .iter()
        .map(|&byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    while digits.last() == Some(&b'=') {
        digits.pop();
    }
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    LENIENT.decode(digits).ok()
}

/// Encodes without padding.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    LENIENT.encode(bytes)
}

/// Decodes pairs of hexadecimal digits; none if one is no digit. A last digit that stands alone is dropped.
pub(crate) fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_alphabet_with_or_without_padding() {
        assert_eq!(base64(b"Zm9vYg==").as_deref(), Some(b"foob".as_slice()));
        assert_eq!(base64(b"Zm9vYg").as_deref(), Some(b"foob".as_slice()));
        assert_eq!(base64(b"--__"), base64(b"++//"));
        assert_eq!(base64(b"Zm9vY").as_deref(), Some(b"foo".as_slice()));
        assert_eq!(base64(b"Zm9v YmFy"), None);
        assert_eq!(to_base64(b"foob"), "Zm9vYg");
    }

    #[test]
    fn hexadecimal_pairs() {
        assert_eq!(hexadecimal(b"4a4B5").as_deref(), Some(b"JK".as_slice()));
        assert_eq!(hexadecimal(b"4g"), None);
    }
}
