//! What results say, in plain text.

use serde_json::Value;

use super::value::{TEXT, cut, items, text};

/// Bytes of a link's text.
const LINK: usize = 256;

/// A message's text: its own, or the one of its id among `catalogs`, with its arguments in place; links within the log are
/// left to their text.
pub(crate) fn message(message: &Value, catalogs: &[Option<&Value>]) -> Option<String> {
    let own = text(message, "text").or_else(|| text(message, "markdown"));
    let shared = || {
        let id = text(message, "id")?;
        catalogs.iter().find_map(|catalog| text(catalog.as_ref()?.get(id)?, "text"))
    };
    let pattern = cut(own.or_else(shared)?, TEXT);
    let filled = filled(pattern, items(message, "arguments"));
    Some(cut(&unlinked(&filled), TEXT).to_owned())
}

/// `{0}` becomes the first argument, and where there are arguments `{{` a brace (SARIF 2.1.0, 3.11.5).
fn filled(pattern: &str, arguments: &[Value]) -> String {
    if arguments.is_empty() {
        return pattern.to_owned();
    }
    let mut filled = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        let argument = rest.strip_prefix('{').and_then(|inner| {
            let (number, behind) = inner.split_once('}')?;
            Some((arguments.get(number.parse::<usize>().ok()?)?.as_str()?, behind))
        });
        if let Some((argument, behind)) = argument.filter(|_| filled.len() <= TEXT) {
            filled.push_str(cut(argument, TEXT));
            rest = behind;
        } else {
            filled.push_str(&rest[..1]);
            rest = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}")).unwrap_or(&rest[1..]);
        }
    }
    filled + rest
}

/// `[input](1)` says `input`; a bracket that is escaped says itself (SARIF 2.1.0, 3.11.6).
fn unlinked(message: &str) -> String {
    let mut plain = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(['[', '\\']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((named, behind)) = link(rest) {
            plain.push_str(named);
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix("\\]") {
            plain.push(']');
            rest = behind;
        } else {
            plain.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    plain + rest
}

/// The text of a link by number that a message starts with, and what follows it.
fn link(message: &str) -> Option<(&str, &str)> {
    let end = cut(message, LINK).find("](")?;
    let named = message.get(1..end).filter(|_| message.starts_with('['))?;
    let (target, behind) = message.get(end + 2..)?.split_once(')')?;
    let by_number = !target.is_empty() && target.bytes().all(|byte| byte.is_ascii_digit());
    (by_number && !named.contains(['[', '\\'])).then_some((named, behind))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_may_stand_elsewhere() {
        let rule = json!({ "default": { "text": "{0} depends on '{1}' {{x}} {7}" } });
        let of = |value: Value| message(&value, &[None, Some(&rule)]);
        let said = json!({ "id": "default", "arguments": ["The path", "input"] });
        assert_eq!(of(said).as_deref(), Some("The path depends on 'input' {x} {7}"));
        assert_eq!(of(json!({ "text": "{0} stays" })).as_deref(), Some("{0} stays"));
        assert_eq!(of(json!({ "id": "unknown" })), None);
        assert_eq!(of(json!({ "text": " " })), None);
    }

    #[test]
    fn links_within_a_log_are_text() {
        assert_eq!(unlinked("from [user input](1), see [docs](https://x)"), "from user input, see [docs](https://x)");
        assert_eq!(unlinked(r"a\](b) \n [x [y](2)"), r"a](b) \n [x y");
        assert_eq!(unlinked("[](3) [open"), " [open");
    }
}
