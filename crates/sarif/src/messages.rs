//! Plain text messages.

use std::borrow::Cow;

use serde_sarif::sarif::Message;

/// A message that is nothing but text: what reads as an embedded link, `[text](target)`, is escaped as SARIF 2.1.0, 3.11.6
/// has it, since messages repeat names from the repository.
pub(crate) fn message(text: &str) -> Message {
    Message { text: Some(unlinked(text).into_owned()), ..Message::default() }
}

fn unlinked(text: &str) -> Cow<'_, str> {
    if !text.contains("](") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len() + 1);
    let mut rest = text;
    while let Some(bracket) = rest.find("](") {
        let (before, behind) = rest.split_at(bracket);
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        plain.push_str(before);
        plain.push_str(if backslashes.is_multiple_of(2) { "\\](" } else { "](" });
        rest = behind.strip_prefix("](").unwrap_or_default();
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The first `most` characters; the last one an ellipsis when something is cut.
pub(crate) fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    Cow::Owned(kept + "…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_holds_no_link() {
        assert_eq!(unlinked("see [here](https://example.com)."), "see [here\\](https://example.com).");
        assert_eq!(unlinked(r"a[0](x) b\](y) c\\](z)"), r"a[0\](x) b\](y) c\\\](z)");
        assert_eq!(unlinked("plain [text] (really)"), "plain [text] (really)");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut("ääää", 4), "ääää");
        assert_eq!(cut("äääää", 4), "äää…");
    }
}
