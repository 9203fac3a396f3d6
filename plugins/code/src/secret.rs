//! Which names stand for secrets, and which values may be one.

use crate::words::words;

/// What a name says its value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Chosen by people: anything may be one.
    Password,
    /// Made by machines: looks random.
    Token,
}

/// Words for passwords.
const PASSWORDS: &[&str] = &["password", "passwd", "passwort", "passphrase", "pwd", "pass", "passcode"];

/// Words for what machines make.
const TOKENS: &[&str] = &["token", "secret", "apikey"];

/// Words that make a key a secret.
const SECRET_KEYS: &[&str] =
    &["api", "secret", "access", "private", "auth", "encryption", "signing", "hmac", "master", "session"];

/// Words that may follow without changing what the name stands for.
const NEUTRAL: &[&str] =
    &["value", "default", "str", "string", "text", "plain", "plaintext", "raw", "dev", "prod", "test", "bytes", "b64"];

/// Words before `token`, or `pass`, of something that is no secret.
const OTHERS: &[&str] = &[
    "next",
    "page",
    "pagination",
    "continuation",
    "continue",
    "split",
    "eos",
    "bos",
    "pad",
    "unk",
    "sep",
    "cls",
    "mask",
    "special",
    "stop",
    "start",
    "end",
    "begin",
    "sync",
    "input",
    "output",
    "word",
    "image",
    "audio",
    "video",
    "last",
    "current",
    "previous",
    "first",
    "second",
    "third",
    "single",
    "multi",
    "two",
    "one",
    "by",
    "com",
    "tres",
    "sur",
    "over",
    "render",
    "no",
    "if",
    "invalid",
    "unexpected",
    "expected",
];

/// What a name says its value is, if that is a secret.
#[must_use]
pub fn kind_of(name: &str) -> Option<Kind> {
    // A dictionary's key may be any text; one with other signs is no name.
    let is_name = name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    if !is_name || !has_hint(name) {
        return None;
    }
    let words = words(name);
    let end = words.iter().rposition(|word| !is_neutral(word)).map(|last| last.saturating_add(1))?;
    let (last, before) = words.get(..end)?.split_last()?;
    let previous = before.last().map(String::as_str).unwrap_or_default();
    if OTHERS.contains(&previous) {
        return None;
    }
    match last.as_str() {
        word if PASSWORDS.contains(&word) => Some(Kind::Password),
        word if TOKENS.contains(&word) => Some(Kind::Token),
        "key" if SECRET_KEYS.contains(&previous) => Some(Kind::Token),
        _ => None,
    }
}

/// Whether a value may be the secret that a name speaks of, and not a placeholder, a name or a sentence.
#[must_use]
pub fn is_plausible(value: &str, name: &str, kind: Kind) -> bool {
    let value = value.trim();
    let is_short = value.chars().count() < kind.least_length();
    if is_short || value.len() > MAX_LENGTH || is_template(value) || is_place(value) || names_something(value, name) {
        return false;
    }
    let spaces = value.chars().filter(|c| c.is_whitespace()).count();
    match kind {
        Kind::Password => spaces == 0 && !value.ends_with(':'),
        Kind::Token => spaces == 0 && looks_random(value),
    }
}

impl Kind {
    fn least_length(self) -> usize {
        match self {
            Kind::Password => 3,
            Kind::Token => 8,
        }
    }
}

/// Longer values are text, or files, which the rules for secrets know better.
const MAX_LENGTH: usize = 512;

/// In any case, one of these is in every name that stands for a secret; if not, [`CAMEL_HINT`] is.
pub const HINTS: &[&str] = &[
    "passw",
    "passphrase",
    "passcode",
    "_pass",
    "pwd",
    "secret",
    "token",
    "_key",
    "-key",
    "apikey",
    "accesskey",
    "privatekey",
    "authkey",
    "encryptionkey",
    "signingkey",
    "hmackey",
    "masterkey",
    "sessionkey",
];

/// As in `userPass`.
pub const CAMEL_HINT: &str = "Pass";

/// A first look that costs little.
fn has_hint(name: &str) -> bool {
    let has = |hint: &str| name.as_bytes().windows(hint.len()).any(|window| window.eq_ignore_ascii_case(hint.as_bytes()));
    name.len() >= 3 && (HINTS.iter().any(|hint| has(hint)) || name.contains(CAMEL_HINT))
}

fn is_neutral(word: &str) -> bool {
    NEUTRAL.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `***`, `<password>`, `${PASSWORD}`, `%(password)s`, `your-password`.
fn is_template(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let first = value.chars().next().unwrap_or_default();
    let is_one_letter = value.chars().all(|letter| letter == first);
    let is_signs = !value.chars().any(char::is_alphanumeric);
    let has_marks = ["${", "{{", "}}", "%(", "%s", "{%", "<", ">", "..."].into_iter().any(|mark| value.contains(mark));
    let is_braced = value.starts_with(['{', '[', '(', '$']) && !value.contains(char::is_whitespace);
    let has_word = [
        "your",
        "example",
        "placeholder",
        "redacted",
        "dummy",
        "changeme",
        "change_me",
        "change-me",
        "todo",
        "fixme",
        "xxxx",
    ]
    .into_iter()
    .any(|word| lower.contains(word));
    let is_nothing =
        matches!(lower.as_str(), "none" | "null" | "nil" | "true" | "false" | "undefined" | "unset" | "empty" | "n/a");
    is_one_letter || is_signs || has_marks || is_braced || has_word || is_nothing
}

/// URLs, paths, file names.
fn is_place(value: &str) -> bool {
    value.contains("://") || value.starts_with(['/', '~']) || value.starts_with("./") || value.starts_with("../")
}

/// Whether a value is a name itself: the secret's own, a variable's, a field's, an attribute's.
fn names_something(value: &str, name: &str) -> bool {
    let is_identifier = value.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c));
    if !is_identifier {
        return false;
    }
    let parts = words(value);
    let is_constant = value.contains('_') && value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let is_dotted = value.contains('.') && value.split('.').all(is_word);
    let speaks_of_secrets = parts.iter().any(|part| {
        PASSWORDS.contains(&part.as_str()) || TOKENS.contains(&part.as_str()) || part == "key" || part == "keys"
    });
    is_constant
        || is_dotted
        || parts == words(name)
        || (speaks_of_secrets && value.split(['_', '-', '.', ':']).all(|part| part.is_empty() || is_word(part)))
}

/// Whether something reads like a word of a name: letters, perhaps with a digit at the end.
fn is_word(part: &str) -> bool {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.chars().next().is_some_and(char::is_alphabetic) && letters.chars().all(|c| c.is_alphabetic() || c == '_')
}

/// Whether letters and digits are mixed as machines mix them.
fn looks_random(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let upper = value.bytes().filter(u8::is_ascii_uppercase).count();
    let lower = value.bytes().filter(u8::is_ascii_lowercase).count();
    let letters = value.bytes().filter(|byte| b"!#$%&*+/=?@^_.-~".contains(byte) || byte.is_ascii_alphanumeric()).count();
    letters == value.len() && digits > 0 && upper.saturating_add(lower) > 0 || is_long_hex(value)
}

fn is_long_hex(value: &str) -> bool {
    value.len() >= 16 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in
            ["password", "DB_PASSWORD", "userPass", "password1", "api_key", "SECRET_KEY", "authToken", "password_default"]
        {
            assert!(kind_of(name).is_some(), "{name}");
        }
        for name in [
            "password_field",
            "token_type",
            "next_token",
            "compass",
            "key",
            "primary_key",
            "passes",
            "first_pass",
            "secretary",
            "",
        ] {
            assert!(kind_of(name).is_none(), "{name}");
        }
    }

    #[test]
    fn values() {
        assert!(is_plausible("tr0ub4dor", "password", Kind::Password));
        assert!(is_plausible("a9f3kd0qq7xzz81", "token", Kind::Token));
        for value in
            ["", "ab", "***", "<pw>", "password", "DB_PASSWORD", "a.b.c", "/etc/pw", "Your password", "type it here"]
        {
            assert!(!is_plausible(value, "password", Kind::Password), "{value}");
        }
        for value in ["identifier", "Bearer", "a1", "one two 3"] {
            assert!(!is_plausible(value, "token", Kind::Token), "{value}");
        }
    }
}
