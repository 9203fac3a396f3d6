//! Tokens whose body is a JSON object in base64.

use super::{Verdict, verdict};
use crate::decode;
use crate::text::find;

/// From the first `eyJ` on.
pub(super) fn check(token: &[u8]) -> Verdict {
    let Some(start) = find(token, b"eyJ") else {
        return Verdict::Unknown;
    };
    let body = token.get(start..).unwrap_or_default();
    let end = body.iter().position(|&byte| matches!(byte, b'_' | b'.')).unwrap_or(body.len());
    let decoded = decode::base64(body.get(..end).unwrap_or_default()).unwrap_or_default();
    verdict(serde_json::from_slice::<serde::de::IgnoredAny>(&decoded).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_one_decodes_to_json() {
        let token = format!("glc_{}", decode::to_base64(br#"{"o":"1","n":"q"}"#));
        assert_eq!(check(token.as_bytes()), Verdict::Valid);
        assert_eq!(check(b"glc_eyJvIjoiMS"), Verdict::Invalid);
        assert_eq!(check(b"glc_"), Verdict::Unknown);
    }
}
