//! Whether a value that was assigned to a promising name is a secret, and how sure that is.

use std::ops::Range;

use secws_plugin_sdk::{Precision, Severity};

use super::name::Kind;
use super::{Found, View};
use crate::entropy::{Classes, shannon};
use crate::place::Style;
use crate::text::{contains_any, part};
use crate::{decode, placeholder, vocabulary};

/// Names of algorithms and formats, which have digits in them as passwords do.
const TECHNICAL: &str = "\
    sha1 sha2 sha3 sha5 md5 utf8 utf-8 utf_8 utf16 base64 base32 oauth x509 pkcs aes rs256 hs256 es256 ed25519 rsa \
    iso8859 latin1 cp1252 http p12 int32 int64 uint float varchar ipv4 ipv6 s3 ec2 k8s i18n log4j grant_type scram \
    ntlm";

/// A password that a person could have chosen.
pub(super) fn password(view: &View, value: Range<usize>) -> Option<Found> {
    let text = part(view.bytes, value.clone());
    let classes = Classes::of(text);
    if !is_plausible(view, text, 4..=128) || !could_be_password(view, text, classes) {
        return None;
    }
    let disguised = vocabulary::is_disguised_word(&text.to_ascii_lowercase());
    let strong = text.len() >= 8 && classes.kinds() >= 3 && shannon(text) >= 2.8 && !disguised;
    Some(if strong { Found::at(value) } else { weak(value) })
}

/// A key or token that a machine made; a short one only where people make them up by hand.
pub(super) fn token(view: &View, kind: Kind, value: Range<usize>) -> Option<Found> {
    let text = part(view.bytes, value.clone());
    if !is_plausible(view, text, 8..=256) {
        return None;
    }
    if text.len() >= 16 && is_random(text) {
        return Some(if text.len() < 20 { weak(value) } else { Found::at(value) });
    }
    let by_hand = kind == Kind::Secret && text.len() < 40 && could_be_password(view, text, Classes::of(text));
    by_hand.then(|| weak(value))
}

fn weak(value: Range<usize>) -> Found {
    Found { severity: Some(Severity::Low), precision: Some(Precision::Low), ..Found::at(value) }
}

/// What holds of passwords and tokens alike: printable, not to be filled in, nothing else that is known.
fn is_plausible(view: &View, text: &[u8], lengths: std::ops::RangeInclusive<usize>) -> bool {
    let shaped = lengths.contains(&text.len()) && text.iter().all(u8::is_ascii_graphic) && !text.contains(&b'\\');
    if !shaped || is_expression(text) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let own = &view.settings.placeholders;
    !(is_encoded_phrase(text)
        || placeholder::is_template(text)
        || placeholder::is_masked(text)
        || placeholder::is_other_kind(text)
        || placeholder::is_made_up(text, own)
        || vocabulary::is_made_of_words(&lower) && !is_setting(view, text))
}

/// Where nothing but settings stand, `admin123` is a weak password rather than a placeholder.
fn is_setting(view: &View, text: &[u8]) -> bool {
    let settings = matches!(view.place.style, Style::Environment | Style::Netrc | Style::Settings);
    settings
        && !view.place.is_template
        && text.iter().any(|byte| !byte.is_ascii_alphabetic() && !matches!(byte, b'_' | b'-' | b'.'))
}

/// Base64 of words, as documentation has it.
fn is_encoded_phrase(text: &[u8]) -> bool {
    let decoded = decode::base64(text).unwrap_or_default();
    let printable = decoded.len() >= 4 && decoded.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    let password = decoded.rsplit(|&byte| byte == b':').next().unwrap_or_default();
    printable && vocabulary::is_made_of_words(&password.to_ascii_lowercase())
}

/// A call, an index, a regular expression, a list, another assignment.
fn is_expression(text: &[u8]) -> bool {
    let has = |byte: u8| text.contains(&byte);
    has(b'(') && text.last() == Some(&b')')
        || has(b'[') && has(b']')
        || text.first() == Some(&b'^')
        || has(b'"')
        || has(b'\'')
        || has(b',') && !has(b'!')
        || text
            .windows(3)
            .filter(|three| matches!(three, [b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()))
            .count()
            > 1
        || text
            .windows(2)
            .any(|pair| matches!(pair, [b'=', b'>'] | [b'-', b'>'] | [b'.', b'.'] | [b'&', b'&'] | [b'?', b':']))
}

/// Letters alone are a name as often as a password: only where every value is a secret do they count.
fn could_be_password(view: &View, text: &[u8], classes: Classes) -> bool {
    let joints = text.iter().filter(|byte| matches!(byte, b'_' | b'-' | b'.' | b'/' | b':')).count();
    let signs = classes.others - joints;
    let letters = classes.lower + classes.upper;
    let secrets_only = matches!(view.place.style, Style::Environment | Style::Netrc) && !view.place.is_template;
    if letters == 0 {
        return classes.digits >= 6 && joints == 0;
    }
    if classes.digits == 0 && signs == 0 {
        return secrets_only && joints == 0;
    }
    if classes.digits == 0 {
        return text.len() >= 8 && classes.kinds() >= 3 && joints == 0;
    }
    let hexadecimal = text.iter().all(u8::is_ascii_hexdigit);
    let dense = text.len() <= 16 || signs > 0 || hexadecimal || classes.digits * 8 >= text.len();
    text.len() >= 6
        && dense
        && !contains_any(text, TECHNICAL.split(' '))
        && (joints == 0 || signs > 0 || classes.changes >= 4)
}

/// Whether a machine made it: entropy for its length, digits, and kinds of characters that follow no word.
fn is_random(text: &[u8]) -> bool {
    let classes = Classes::of(text);
    let entropy = shannon(text);
    if text.iter().all(u8::is_ascii_hexdigit) {
        return entropy >= 3.0 && classes.digits > 0 && classes.lower + classes.upper > 0;
    }
    let signs = text
        .iter()
        .filter(|&&byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-' | b'.'))
        .count();
    if signs > 0 && (text.len() < 24 || classes.digits < 2 || classes.kinds() < 3) {
        return false;
    }
    let least = if text.len() < 20 { 3.3 } else { 3.5 };
    let both = classes.lower > 0 && classes.upper > 0;
    let changes = if both { 30 } else { 20 };
    let letters_only = classes.digits == 0;
    entropy >= least && !letters_only && classes.digits * 40 >= text.len() && classes.changes * 100 >= text.len() * changes
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::place::Place;
    use crate::settings::Settings;

    fn judge(path: &str, text: &str, by: impl Fn(&View, Range<usize>) -> Option<Found>) -> Option<bool> {
        let (work, settings) = (Cell::new(0), Settings::default());
        let view = View { bytes: text.as_bytes(), place: Place::of(path, &settings), settings: &settings, work: &work };
        by(&view, 0..text.len()).map(|found| found.severity.is_none())
    }

    #[test]
    fn passwords_are_told_from_names() {
        for (text, strong) in [("hunter2!", true), ("hunter2", false), ("Tr0ub4dor&3", true), ("86753091", false)] {
            assert_eq!(judge("a.py", text, password), Some(strong), "{text}");
        }
        for text in [
            "hunter",
            "new_password",
            "password1",
            "required",
            "sha256",
            "oauth2",
            "Password:",
            "1234",
            "123456",
            "${DB}",
            "get(x)",
            "a, b",
            "me@example.org",
            "********",
            "x",
            "user.password",
            "field-2",
        ] {
            assert_eq!(judge("a.py", text, password), None, "{text}");
        }
    }

    #[test]
    fn words_are_passwords_in_environment_files_only() {
        assert_eq!(judge(".env", "hunter", password), Some(false));
        assert_eq!(judge(".env", "password", password), None);
        assert_eq!(judge(".env.example", "hunter", password), None);
        assert_eq!(judge("a.yml", "hunter", password), None);
    }

    #[test]
    fn tokens_are_random() {
        let by = |view: &View, value| token(view, Kind::Token, value);
        for text in ["q7Zt0LmP4sVb9Xw2Kd8R", "9f86d081884c7d659a2feaa0c55ad015", "k3v9x0q2m8z7w1p5r4t6"] {
            assert_eq!(judge("a.py", text, by), Some(true), "{text}");
        }
        for text in [
            "short1",
            "my-long-token-name-for-tests-1",
            "123e4567-e89b-12d3-a456-426614174000",
            "AuthorizationTokenProvider2",
            "01234567890123456789",
            "aaaaaaaaaaaaaaaaaaaaaaaa1",
            "application/vnd.github.v3+json",
        ] {
            assert_eq!(judge("a.py", text, by), None, "{text}");
        }
    }
}
