//! Secrets that a log names, and may hold in clear.

use std::ops::Range;

use secws_model::{REDACTED, Redacted, Rule, Span};
use serde_json::Value;

use super::region::FileText;
use super::value::{tags, text};

/// Tools that look for nothing else.
const SCANNERS: [&str; 11] = [
    "betterleaks",
    "detect-secrets",
    "ggshield",
    "git-secrets",
    "gitleaks",
    "kingfisher",
    "noseyparker",
    "secretlint",
    "talisman",
    "trufflehog",
    "whispers",
];
/// Credentials in the code, or not well enough kept.
const WEAKNESSES: [u32; 5] = [798, 259, 321, 522, 256];
/// Lines of a region whose literals are all taken for secrets when nothing says which.
const LINES: usize = 8;
/// Lines and bytes from a region's start on in which a literal that the message quotes is looked for.
const WINDOW_LINES: usize = 64;
const WINDOW: usize = 16 << 10;
/// Shorter values are not looked for: they are in every text.
const SHORT: usize = 3;

/// Whether a tool looks for secrets only.
pub(crate) fn is_scanner(tool: &str) -> bool {
    SCANNERS.iter().any(|scanner| tool == *scanner || tool.strip_prefix(scanner).is_some_and(|rest| rest.starts_with('-')))
}

/// Whether what a rule finds is a secret in the file.
pub(crate) fn is_about_secrets(tool: &str, rule: &Rule, descriptor: &Value, result: &Value) -> bool {
    let tagged = || tags(descriptor).chain(tags(result)).any(|tag| matches!(tag, "secret" | "secrets"));
    is_scanner(tool) || rule.cwe.iter().any(|number| WEAKNESSES.contains(number)) || tagged()
}

/// What a result itself shows of the secret: the snippet, from a tool that looks for secrets only; from another one the
/// literal in the snippet that the message repeats.
pub(crate) fn shown(tool: &str, result: &Value, message: &str) -> Vec<Redacted> {
    let Some(snippet) = snippet(result) else { return Vec::new() };
    let mut values: Vec<String> = quoted(message, snippet).map(|range| snippet[range].to_owned()).collect();
    if is_scanner(tool) {
        values.extend(snippet.lines().map(|line| line.trim().to_owned()).chain([snippet.trim().to_owned()]));
    }
    values.retain(|value| value.len() >= SHORT && value != REDACTED);
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    values.dedup();
    values.into_iter().map(Redacted::new).collect()
}

fn snippet(result: &Value) -> Option<&str> {
    let region = result.pointer("/locations/0/physicalLocation/region")?;
    text(region.get("snippet")?, "text")
}

/// All that a message quotes.
pub(crate) fn quotes(message: &str) -> Vec<Redacted> {
    let values = literals(message).map(|range| &message[range]).filter(|value| value.len() >= SHORT && *value != REDACTED);
    values.map(|value| Redacted::new(value.to_owned())).collect()
}

/// A text without the values.
pub(crate) fn hide(message: &str, values: &[Redacted]) -> String {
    values.iter().fold(message.to_owned(), |masked, value| masked.replace(value.reveal(), REDACTED))
}

/// Masks every string of a JSON value, names of properties included: what an imported result says of a secret.
pub fn mask(value: &mut Value, hide: &dyn Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = hide(text),
        Value::Array(items) => items.iter_mut().for_each(|item| mask(item, hide)),
        Value::Object(members) => {
            let masked = std::mem::take(members).into_iter().map(|(name, mut member)| {
                mask(&mut member, hide);
                (hide(&name), member)
            });
            *members = masked.collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Takes out what shows the text of a file.
pub(crate) fn drop_snippets(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_snippets),
        Value::Object(members) => {
            members.retain(|name, _| !matches!(name.as_str(), "snippet" | "rendered"));
            members.values_mut().for_each(drop_snippets);
        }
        _ => {}
    }
}

/// The bytes of a region that are the secret, the first of these that are there: what the log showed of it; the literals that
/// the message quotes, for a region of several lines also on the lines behind it, since Bandit names two lines at most; all
/// literals, if the region is short; the region.
pub(crate) fn spans(file: &FileText<'_>, region: Span, shown: &[Redacted], message: &str) -> Vec<Span> {
    let range = region.within(file.bytes().len());
    let Some(code) = text_of(file, range.clone()) else { return vec![region] };
    let values = shown.iter().filter_map(|value| code.find(value.reveal()).map(|at| at..at + value.reveal().len()));
    let mut found: Vec<_> = values.collect();
    if found.is_empty() {
        found = quoted(message, code).collect();
    }
    if found.is_empty() && code.contains('\n') {
        found = quoted(message, window(file, region)).collect();
    }
    if found.is_empty() && code.lines().nth(LINES).is_none() {
        found = literals(code).filter(|literal| !literal.is_empty()).collect();
    }
    found.retain(|part| !part.is_empty());
    if found.is_empty() {
        return vec![region];
    }
    let span = |part: Range<usize>| Span { start: (range.start + part.start) as u64, end: (range.start + part.end) as u64 };
    found.into_iter().map(span).collect()
}

fn text_of<'a>(file: &FileText<'a>, range: Range<usize>) -> Option<&'a str> {
    std::str::from_utf8(file.bytes().get(range)?).ok()
}

/// A region and what stands behind it, as far as it is UTF-8.
fn window<'a>(file: &FileText<'a>, region: Span) -> &'a str {
    let start = region.within(file.bytes().len()).start;
    let behind = file.bytes().get(start..).unwrap_or_default();
    let behind = behind.get(..WINDOW).unwrap_or(behind);
    let valid = behind.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let length = valid.split_inclusive('\n').take(WINDOW_LINES).map(str::len).sum();
    valid.get(..length).unwrap_or(valid)
}

/// What a message quotes and its file does not have at that place: nobody knows then that it is not the secret. A name that the
/// code has there is none.
pub(crate) fn unseen(file: &FileText<'_>, region: Span, message: &str) -> Vec<Redacted> {
    let window = window(file, region);
    let mut values = quotes(message);
    values.retain(|value| !window.contains(value.reveal()));
    values
}

/// Those literals of some code that a message repeats in quotes.
fn quoted<'a>(message: &'a str, code: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let named: Vec<_> = literals(message).map(|range| &message[range]).filter(|value| !value.is_empty()).take(16).collect();
    literals(code).filter(move |literal| named.contains(&&code[literal.clone()]))
}

/// What stands between two equal quotes on one line.
fn literals(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut position = 0;
    std::iter::from_fn(move || {
        loop {
            let open = position + text.get(position..)?.find(['\'', '"', '`'])?;
            let inner = open + 1;
            position = inner;
            let bytes = text.as_bytes();
            let quote = *bytes.get(open)?;
            if let Some(end) = closing(&bytes[inner..], quote) {
                position = inner + end + 1;
                return Some(inner..inner + end);
            }
        }
    })
}

/// Bytes of a literal.
const LITERAL: usize = 4 << 10;

fn closing(bytes: &[u8], quote: u8) -> Option<usize> {
    let mut escaped = false;
    for (at, &byte) in bytes.iter().enumerate().take(LITERAL) {
        match byte {
            b'\n' => return None,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(code: &str, message: &str, shown: &[&str]) -> Vec<String> {
        let file = FileText::new(code.as_bytes());
        let shown: Vec<_> = shown.iter().map(|value| Redacted::new((*value).to_owned())).collect();
        let spans = spans(&file, Span { start: 0, end: code.len() as u64 }, &shown, message);
        spans.iter().map(|span| code[span.within(code.len())].to_owned()).collect()
    }

    #[test]
    fn only_the_secret_of_a_region_is_one() {
        let code = "connect(host=\"db\", password='hun\\'ter2')";
        assert_eq!(of(code, "Possible hardcoded password: 'hun\\'ter2'", &[]), ["hun\\'ter2"]);
        assert_eq!(of(code, "A password.", &[]), ["db", "hun\\'ter2"]);
        assert_eq!(of(code, "A password.", &["db"]), ["db"]);
        let cut = "f(\n  user='db',\n  password='hunter2')";
        let region = Span { start: 0, end: 8 };
        let found = spans(&FileText::new(cut.as_bytes()), region, &[], "Possible hardcoded password: 'hunter2'");
        assert_eq!(found.iter().map(|span| &cut[span.within(cut.len())]).collect::<Vec<_>>(), ["hunter2"]);
        assert_eq!(of("KEY=abc", "A key.", &[]), ["KEY=abc"]);
        assert_eq!(of("x = \"\"", "A key.", &[]), ["x = \"\""]);
    }

    #[test]
    fn what_a_log_shows_is_known() {
        let result =
            json!({ "locations": [{ "physicalLocation": { "region": { "snippet": { "text": "p = 'hunter2'\n" } } } }] });
        let of =
            |tool, message| shown(tool, &result, message).iter().map(|value| value.reveal().to_owned()).collect::<Vec<_>>();
        assert_eq!(of("bandit", "Possible hardcoded password: 'hunter2'"), ["hunter2"]);
        assert!(of("bandit", "Possible hardcoded password: 'p'").is_empty());
        assert_eq!(of("gitleaks", "found"), ["p = 'hunter2'"]);
    }

    #[test]
    fn every_string_is_masked() {
        let mut value = json!({ "a hunter2": ["hunter2", { "b": "x hunter2 y", "snippet": { "text": "z" } }, 7] });
        drop_snippets(&mut value);
        mask(&mut value, &|text| text.replace("hunter2", REDACTED));
        assert_eq!(value, json!({ "a [REDACTED]": ["[REDACTED]", { "b": "x [REDACTED] y" }, 7] }));
    }
}
