//! PyPI's tokens are macaroons that name the index they are for.

use super::{Verdict, verdict};
use crate::decode;

/// Version 2, then a field of kind 1, the location: `pypi.org` or `test.pypi.org`.
pub(super) fn check(token: &[u8]) -> Verdict {
    let Some(body) = token.strip_prefix(b"pypi-") else {
        return Verdict::Unknown;
    };
    let decoded = decode::base64(body).unwrap_or_default();
    let Some((&[2, 1, length], rest)) = decoded.split_first_chunk::<3>() else {
        return Verdict::Invalid;
    };
    let location = rest.get(..usize::from(length)).unwrap_or_default();
    verdict(location == b"pypi.org" || location == b"test.pypi.org")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_location_is_an_index() {
        let token = |location: &[u8]| {
            let length = u8::try_from(location.len()).expect("short");
            format!("pypi-{}", decode::to_base64(&[&[2, 1, length], location, &[2, 200], &[7; 60]].concat()))
        };
        assert_eq!(check(token(b"pypi.org").as_bytes()), Verdict::Valid);
        assert_eq!(check(token(b"elsewhere").as_bytes()), Verdict::Invalid);
        assert_eq!(check(b"pypi-!"), Verdict::Invalid);
        assert_eq!(check(b"other"), Verdict::Unknown);
    }
}
