//! Values that stand where a secret will be, or that are written in the form of one without being one.

use crate::entropy::shannon;
use crate::text::{contains_any, find};
use crate::vocabulary;

/// Whether a token with a provider's shape was made up: filled with one character, counted up, or telling so.
pub(crate) fn is_made_up(token: &[u8], own: &[String]) -> bool {
    let lower = token.to_ascii_lowercase();
    has_run(&lower) || counts_up(&lower) || vocabulary::has_telltale(&lower, own)
}

/// Whether a value is filled in later: by a template engine, a shell, a format string, a secret store.
pub(crate) fn is_template(value: &[u8]) -> bool {
    const MARKS: &[&str] = &["${", "#{", "{{", "}}", "{%", "<%", "$(", "%(", "%s", "%d", "@@", "`"];
    const STORES: &str = "\
    op:// vault: ref+ arn: !vault !ref !sub enc[ enc( ssm: keyring: env: env. process.env os.environ secretref \
    secrets. {cipher} file: azurekeyvault @microsoft.keyvault projects/ ansible_ data: lookup(";
    let lower = value.to_ascii_lowercase();
    let braces = value.first() == Some(&b'{') && value.last() == Some(&b'}');
    let variable = matches!(value, [b'$', next, ..] if next.is_ascii_alphabetic() || *next == b'_');
    let windows = matches!(value, [b'%', .., b'%'] if value.len() > 2);
    let colon = value.first() == Some(&b':') && value.iter().skip(1).all(|&byte| crate::text::is_word(byte));
    let store = STORES.split(' ').any(|store| lower.starts_with(store.as_bytes()));
    braces || variable || windows || colon || store || contains_any(value, MARKS.iter().copied()) || is_angled(value)
}

/// `<token>`, `[token]`, `(token)`.
fn is_angled(value: &[u8]) -> bool {
    matches!((value.first(), value.last()), (Some(b'<'), Some(b'>')) | (Some(b'['), Some(b']')) | (Some(b'('), Some(b')')))
}

/// Whether one character fills the value, or nearly.
pub(crate) fn is_masked(value: &[u8]) -> bool {
    value.iter().all(|byte| matches!(byte, b'*' | b'x' | b'X' | b'.' | b'-' | b'_' | b'#' | b'0' | b'?' | b'+' | b'='))
        || shannon(value) < 1.5 && value.len() >= 6
}

/// Six times the same character, or more: a random token has that once in a billion times.
fn has_run(text: &[u8]) -> bool {
    text.chunk_by(|one, next| one == next).any(|run| run.len() >= 6)
}

/// Whether half of the text, at least seven characters on end, counts up or down, or follows the keyboard.
pub(crate) fn counts_up(text: &[u8]) -> bool {
    let up = longest(text, |one, next| next == one.wrapping_add(1) || (one == b'9' && (next == b'0' || next == b'a')));
    let down = longest(text, |one, next| one == next.wrapping_add(1));
    let counted = up.max(down) >= 7.max(text.len() / 5) || (up.max(down) >= 4 && up.max(down) * 2 >= text.len());
    counted
        || ["qwertyui", "asdfghjk", "a1b2c3d4", "1a2b3c4d", "abcabcabc", "0123456", "123123123"]
            .iter()
            .any(|walk| find(text, walk.as_bytes()).is_some())
}

fn longest(text: &[u8], follows: impl Fn(u8, u8) -> bool) -> usize {
    text.chunk_by(|&one, &next| follows(one, next)).map(<[u8]>::len).max().unwrap_or(0)
}

/// Whether a value is one of the many things that are long and look random without being secret.
pub(crate) fn is_other_kind(value: &[u8]) -> bool {
    is_uuid(value) || is_hash(value) || is_public_key(value) || is_path(value) || is_date(value)
}

/// 8-4-4-4-12 hexadecimal digits.
pub(crate) fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(index, &byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A digest or a hashed password: knowing it is not knowing the secret.
fn is_hash(value: &[u8]) -> bool {
    const STARTS: &[&str] = &[
        "sha1", "sha224", "sha256", "sha384", "sha512", "md5", "blake", "$2a$", "$2b$", "$2y$", "$argon2", "$1$", "$5$",
        "$6$", "$apr1$", "$pbkdf2", "pbkdf2", "bcrypt", "scrypt", "{ssha", "{sha", "{crypt", "crc32",
    ];
    STARTS.iter().any(|start| crate::text::starts_ignoring_case(value, 0, start.as_bytes()))
}

/// Public keys and certificates.
fn is_public_key(value: &[u8]) -> bool {
    ["ssh-", "ecdsa-", "AAAAB3", "AAAAC3", "AAAAE2", "MIIBIjAN", "MIICIjAN", "MFkwEw", "MIID", "MIIE", "MIIF"]
        .iter()
        .any(|start| value.starts_with(start.as_bytes()))
}

/// Paths, addresses, domain names, selectors.
fn is_path(value: &[u8]) -> bool {
    let starts = ["/", "./", "../", "~/", "\\\\", "#/", "--", "@"].iter().any(|start| value.starts_with(start.as_bytes()));
    starts || find(value, b"://").is_some() || is_drive(value) || is_dotted(value) || is_mail(value) || is_folders(value)
}

fn is_drive(value: &[u8]) -> bool {
    matches!(value, [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

/// `config.database.password`, `secrets.json`: words joined by dots alone.
fn is_dotted(value: &[u8]) -> bool {
    let mut parts = value.split(|&byte| byte == b'.').peekable();
    value.contains(&b'.')
        && parts.all(|part| {
            !part.is_empty()
                && part.iter().all(|&byte| crate::text::is_word(byte) || byte == b'-')
                && part.iter().filter(|byte| byte.is_ascii_digit()).count() * 3 <= part.len()
        })
}

fn is_mail(value: &[u8]) -> bool {
    let parts: Vec<_> = value.split(|&byte| byte == b'@').collect();
    matches!(parts.as_slice(), [name, host] if !name.is_empty() && host.contains(&b'.') && is_dotted(host))
}

/// `app/users/token`, `application/json`: words joined by slashes, too few digits to be random.
fn is_folders(value: &[u8]) -> bool {
    let mut parts = value.split(|&byte| byte == b'/');
    value.contains(&b'/')
        && value.iter().filter(|byte| byte.is_ascii_digit()).count() * 8 <= value.len()
        && parts.all(|part| {
            part.iter().all(|&byte| crate::text::is_word(byte) || matches!(byte, b'-' | b'.' | b'*' | b':' | b'+' | b'#'))
        })
        && crate::entropy::Classes::of(value).changes * 3 <= value.len()
}

/// `2024-01-31`, `2024-01-31T12:00:00Z`.
fn is_date(value: &[u8]) -> bool {
    matches!(value, [a, b, c, d, b'-', e, f, b'-', ..] if [a, b, c, d, e, f].iter().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_tokens_are_known() {
        for token in ["aaaaaaaaaaaaaaaaaaaa", "abcdefghijklmnopqrst", "1234567890abcdefQ", "q7YOUR_TOKENv", "kZxxxxxx9"] {
            assert!(is_made_up(token.as_bytes(), &[]), "{token}");
        }
        assert!(!is_made_up(b"q7Zt0LmP4sVb9Xw2Kd8R", &[]));
        assert!(is_made_up(b"q7acmeLmP4sVb9Xw2Kd8R", &["acme".to_owned()]));
    }

    #[test]
    fn templates_are_known() {
        for value in
            ["${DB}", "{{ x }}", "<your token>", "%(pw)s", "$PASSWORD", "%PASS%", "{token}", "op://a/b", ":password"]
        {
            assert!(is_template(value.as_bytes()), "{value}");
        }
        for value in ["hunter2!", "pa$$word1", "a%b", "x{y"] {
            assert!(!is_template(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn other_kinds_are_known() {
        for value in [
            "123e4567-e89b-12d3-a456-426614174000",
            "sha256:aabbcc",
            "/etc/passwd",
            "C:\\keys",
            "config.database.password",
            "me@example.org",
            "2024-01-31",
            "application/json",
        ] {
            assert!(is_other_kind(value.as_bytes()), "{value}");
        }
        for value in ["hunter2!", "p4ss/w0rd", "q7Zt0LmP.4sVb9Xw2.Kd8R"] {
            assert!(!is_other_kind(value.as_bytes()), "{value}");
        }
    }
}
