//! What the structure of a token tells: checksums and encodings that only a real one gets right.

mod aws;
mod base64_json;
mod basic;
mod crc32;
mod discord;
mod gitlab;
mod jwt;
mod pypi;
mod words;

/// What a check says of a token that has its provider's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The provider made it.
    Valid,
    /// Probably made up: less severe, and told so.
    Invalid,
    /// Nothing.
    Unknown,
    /// Something else altogether: no finding.
    Other,
    /// A value that documentation shows to everybody: no finding of any rule.
    Published,
}

/// A check of the bytes of the group `secret`.
pub(crate) type Check = fn(&[u8]) -> Verdict;

/// A check by the name that rules use.
pub(crate) fn named(name: &str) -> Option<Check> {
    Some(match name {
        "aws-key-id" => aws::key_id,
        "base64-json" => base64_json::check,
        "basic-credentials" => basic::check,
        "discord-user-id" => discord::check,
        "github-crc32" => crc32::base62_tail,
        "gitlab-routable" => gitlab::check,
        "grafana-crc32" => crc32::hexadecimal_tail,
        "jwt" => jwt::check,
        "not-words" => words::check,
        "pypi-macaroon" => pypi::check,
        "supabase-service-role" => jwt::supabase_service_role,
        _ => return None,
    })
}

/// Valid or invalid.
fn verdict(valid: bool) -> Verdict {
    if valid { Verdict::Valid } else { Verdict::Invalid }
}
