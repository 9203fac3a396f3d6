//! JSON Web Tokens.

use serde::Deserialize;

use super::Verdict;
use crate::decode;

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Claims {
    iss: serde_json::Value,
    role: serde_json::Value,
    sub: serde_json::Value,
    name: serde_json::Value,
    aud: serde_json::Value,
    exp: serde_json::Value,
    iat: serde_json::Value,
    jti: serde_json::Value,
}

impl Claims {
    /// Of the tokens in tutorials and in RFC 7519.
    fn are_published(&self) -> bool {
        self.sub == "1234567890" || self.name == "John Doe" || self.iss == "joe" || self.exp == 1_300_819_380
    }

    /// Whether it is told by whom, for whom or for how long the token is.
    fn are_registered(&self) -> bool {
        [&self.iss, &self.sub, &self.aud, &self.exp, &self.iat, &self.jti].iter().any(|claim| !claim.is_null())
    }
}

/// Something else unless the first part is a JSON object that names its algorithm; invalid without any of the claims that
/// issuers make.
pub(super) fn check(token: &[u8]) -> Verdict {
    let header = token.split(|&byte| byte == b'.').next().and_then(decode::base64).unwrap_or_default();
    let names_algorithm = serde_json::from_slice::<Header>(&header).is_ok_and(|header| !header.alg.is_empty());
    match claims(token) {
        _ if !names_algorithm => Verdict::Other,
        Some(claims) if claims.are_published() => Verdict::Published,
        Some(claims) if claims.are_registered() => Verdict::Unknown,
        _ => Verdict::Invalid,
    }
}

/// Something else unless it is Supabase's and gives the role that passes by every row's policy.
pub(super) fn supabase_service_role(token: &[u8]) -> Verdict {
    match claims(token) {
        Some(claims)
            if claims.role == "service_role" && claims.iss.as_str().is_some_and(|issuer| issuer.starts_with("supabase")) =>
        {
            check(token)
        }
        _ => Verdict::Other,
    }
}

fn claims(token: &[u8]) -> Option<Claims> {
    let payload = token.split(|&byte| byte == b'.').nth(1).and_then(decode::base64)?;
    serde_json::from_slice(&payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, claims: &str) -> Vec<u8> {
        let parts = [decode::to_base64(header.as_bytes()), decode::to_base64(claims.as_bytes()), "c2ln".to_owned()];
        parts.join(".").into_bytes()
    }

    #[test]
    fn the_header_names_an_algorithm() {
        assert_eq!(check(&token(r#"{"alg":"HS256"}"#, r#"{"sub":"7"}"#)), Verdict::Unknown);
        assert_eq!(check(&token(r#"{"alg":"HS256"}"#, r#"{"k":"v"}"#)), Verdict::Invalid);
        assert_eq!(check(&token(r#"{"typ":"JWT"}"#, "{}")), Verdict::Other);
        assert_eq!(check(b"eyJ.."), Verdict::Other);
    }

    #[test]
    fn the_tutorials_token_is_published() {
        assert_eq!(check(&token(r#"{"alg":"HS256"}"#, r#"{"sub":"1234567890","name":"John Doe"}"#)), Verdict::Published);
    }

    #[test]
    fn only_the_service_role_of_supabase_counts() {
        let of = |role: &str| token(r#"{"alg":"HS256"}"#, &format!(r#"{{"iss":"supabase","role":"{role}"}}"#));
        assert_eq!(supabase_service_role(&of("service_role")), Verdict::Unknown);
        assert_eq!(supabase_service_role(&of("anon")), Verdict::Other);
        assert_eq!(supabase_service_role(b"x"), Verdict::Other);
    }
}
