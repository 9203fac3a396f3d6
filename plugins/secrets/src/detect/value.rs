//! From the end of a name to the value it is given, in the ways of many languages.

use std::ops::Range;

use super::View;
use crate::place::Style;
use crate::text::{backward, byte, byte_before, forward, is_quote, is_word, part, skip_blanks, starts_ignoring_case};

/// Longer values are something else: certificates, pictures, programs.
const LONGEST: usize = 300;

/// Whether a value may stand without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// To the end of the line, or quoted.
    Any,
    /// To the next sign that ends a word, or quoted.
    Short,
    Quoted,
    /// Text up to the next tag.
    Element,
    /// The next word.
    Word,
}

/// The value given to the name that ends at `end`; `start` tells where the name starts, when that matters.
pub(super) fn assigned(view: &View, end: usize, start: &dyn Fn() -> usize) -> Option<Range<usize>> {
    if view.place.style == Style::Noise {
        return None;
    }
    let (at, form) = operator(view, end, start)?;
    let value = match form {
        Form::Element => element(view, at),
        Form::Word => word(view, at),
        Form::Quoted => quoted(view, at),
        Form::Any => quoted(view, at).or_else(|| bare(view, at, false)),
        Form::Short => quoted(view, at).or_else(|| bare(view, at, true)),
    }?;
    view.looks_at(value.end.saturating_sub(end));
    (!value.is_empty()).then_some(value)
}

/// Past what assigns.
fn operator(view: &View, end: usize, start: &dyn Fn() -> usize) -> Option<(usize, Form)> {
    let bytes = view.bytes;
    let closed = closing(bytes, end);
    let at = skip_blanks(bytes, closed);
    match part(bytes, at..at + 3) {
        [b'=', b'=', b'='] => Some((at + 3, Form::Quoted)),
        [b'=', b'=', ..] => Some((at + 2, Form::Quoted)),
        [b'=', b'~', ..] | [b':', b':', ..] => None,
        [b'=', b'>', ..] | [b':', b'=', ..] => Some((at + 2, Form::Quoted)),
        [b'=', ..] => Some((at + 1, bare_after_equals(view, end, at))),
        [b':', ..] => Some(typed(view, at + 1)),
        [b'|', b'|', ..] | [b'?', b'?', ..] | [b'?', b'=', ..] => Some((at + 2, Form::Quoted)),
        [b'o', b'r', b' '] if at > closed => Some((at + 2, Form::Quoted)),
        [b')', ..] => default_of_call(bytes, at + 1),
        [b',', ..] if closed > end => is_look_up(bytes, start()).then_some((at + 1, Form::Quoted)),
        [b'>', ..] if view.place.style == Style::Markup => Some((at + 1, Form::Element)),
        [b'v' | b'V', ..] if closed > end && starts_ignoring_case(bytes, at, b"value=") => Some((at + 6, Form::Quoted)),
        _ => spaced(view, end, at, start),
    }
}

/// Past the quote and the bracket that close a quoted name.
fn closing(bytes: &[u8], end: usize) -> usize {
    let mut at = end;
    if byte(bytes, at) == b'\\' && is_quote(byte(bytes, at + 1)) {
        at += 1;
    }
    at += usize::from(is_quote(byte(bytes, at)));
    at + usize::from(at > end && byte(bytes, at) == b']')
}

/// A bare value needs a file whose values are; where nothing is known of the file, and in shells, also no blank.
fn bare_after_equals(view: &View, end: usize, at: usize) -> Form {
    match view.place.style {
        Style::Environment | Style::Settings => Form::Any,
        Style::Shell | Style::Yaml | Style::Other | Style::Prose if at == end => Form::Short,
        _ => Form::Quoted,
    }
}

/// After a colon: the value, or a type and then the value.
fn typed(view: &View, at: usize) -> (usize, Form) {
    let form = match view.place.style {
        Style::Yaml | Style::Settings => Form::Any,
        Style::Other => Form::Short,
        _ => Form::Quoted,
    };
    if view.place.style != Style::Code {
        return (at, form);
    }
    let of_type = |byte: u8| is_word(byte) || matches!(byte, b' ' | b'.' | b'<' | b'>' | b'[' | b']' | b'|' | b'?' | b'&');
    let end = forward(view.bytes, at, 40, of_type);
    let assigns = byte(view.bytes, end) == b'=' && byte(view.bytes, end + 1) != b'=';
    (if assigns { end + 1 } else { at }, form)
}

/// `getenv("NAME") or "value"`.
fn default_of_call(bytes: &[u8], at: usize) -> Option<(usize, Form)> {
    let at = skip_blanks(bytes, at);
    let follows = ["or ", "||", "??"].iter().find(|word| part(bytes, at..at + 3).starts_with(word.as_bytes()))?;
    Some((at + follows.len(), Form::Quoted))
}

/// Whether the quoted name is the first argument of a call that takes a value for it: `getenv("NAME", "value")`.
fn is_look_up(bytes: &[u8], start: usize) -> bool {
    const CALLS: &str = "\
    getenv environ.get setdefault setenv putenv define ini_set setproperty getproperty env config .get .set .put \
    env.str getstring fetch";
    let whole = backward(bytes, start, 48, |byte| is_word(byte) || byte == b'.');
    let open = backward(bytes, whole, 2, |byte| is_quote(byte) || byte == b'\\');
    let open = backward(bytes, open, 8, |byte| byte == b' ');
    if byte_before(bytes, open) != b'(' {
        return false;
    }
    let call = part(bytes, open.saturating_sub(13)..open - 1).to_ascii_lowercase();
    CALLS.split(' ').any(|name| call.ends_with(name.as_bytes()))
}

/// `--password value`, `IDENTIFIED BY 'value'`, and `.netrc`, where blanks assign.
fn spaced(view: &View, end: usize, at: usize, start: &dyn Fn() -> usize) -> Option<(usize, Form)> {
    if at == end {
        return None;
    }
    match view.place.style {
        Style::Netrc => Some((at, Form::Word)),
        Style::Sql if byte(view.bytes, at) == b'\'' => Some((at, Form::Quoted)),
        Style::Shell | Style::Yaml if part(view.bytes, start()..end).starts_with(b"--") => Some((at, Form::Word)),
        _ => None,
    }
}

/// Inside quotes on one line, over the marks that say what kind of string it is.
fn quoted(view: &View, at: usize) -> Option<Range<usize>> {
    let bytes = view.bytes;
    let at = skip_blanks(bytes, at);
    let at = wrapper(bytes, at);
    let at =
        forward(bytes, at, 2, |byte| matches!(byte, b'r' | b'R' | b'b' | b'B' | b'u' | b'U' | b'f' | b'F' | b'@' | b'$'));
    let escaped = byte(bytes, at) == b'\\';
    let at = at + usize::from(escaped);
    let quote = byte(bytes, at);
    if !is_quote(quote) {
        return None;
    }
    let triple = !escaped && part(bytes, at..at + 3) == [quote; 3];
    let start = at + if triple { 3 } else { 1 };
    closing_quote(view, start, quote, escaped).map(|end| start..end)
}

/// Types that hold a secret and are made of a string.
fn wrapper(bytes: &[u8], at: usize) -> usize {
    const TYPES: &[&str] = &["SecretStr(", "SecretBytes(", "Secret(", "pydantic.SecretStr(", "(", "String::from("];
    let rest = part(bytes, at..at + 24);
    at + TYPES.iter().find(|name| rest.starts_with(name.as_bytes())).map_or(0, |name| name.len())
}

/// Where the quote that closes stands; if the opening one was escaped, so is that, and what comes before its backslash is
/// the value.
fn closing_quote(view: &View, start: usize, quote: u8, escaped: bool) -> Option<usize> {
    let mut at = start;
    while at < start + LONGEST {
        match byte(view.bytes, at) {
            b'\n' | 0 => return None,
            b'\\' if escaped => return (byte(view.bytes, at + 1) == quote).then_some(at),
            b'\\' => at += 2,
            found if found == quote => return Some(at),
            _ => at += 1,
        }
    }
    view.looks_at(LONGEST);
    None
}

/// A value without quotes, up to where its language ends it.
fn bare(view: &View, at: usize, short: bool) -> Option<Range<usize>> {
    let bytes = view.bytes;
    let start = skip_blanks(bytes, at);
    let ends = |byte: u8| match byte {
        b'\n' | b'\r' | 0 => true,
        b' ' | b'\t' | b';' | b'|' | b')' | b'&' | b'<' | b',' | b'"' | b'\'' | b'`' | b']' | b'}' => short,
        _ => false,
    };
    let end = forward(bytes, start, LONGEST, |byte| !ends(byte));
    if end - start >= LONGEST {
        view.looks_at(LONGEST);
        return None;
    }
    let text = part(bytes, start..end);
    let comment = text.windows(2).position(|pair| matches!(pair, [b' ' | b'\t', b'#' | b';'])).unwrap_or(text.len());
    let kept = text.get(..comment).unwrap_or_default().trim_ascii_end().len();
    Some(start..start + kept)
}

/// The next word of a line.
fn word(view: &View, at: usize) -> Option<Range<usize>> {
    let quoted = quoted(view, at);
    let end = forward(view.bytes, at, LONGEST, |byte| !byte.is_ascii_whitespace() && byte != 0);
    quoted.or((end - at < LONGEST).then_some(at..end))
}

/// The text of an element up to the tag that closes it.
fn element(view: &View, at: usize) -> Option<Range<usize>> {
    let end = forward(view.bytes, at, LONGEST, |byte| !matches!(byte, b'<' | b'\n' | 0));
    (byte(view.bytes, end) == b'<' && byte(view.bytes, end + 1) == b'/').then_some(at..end)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::place::Place;
    use crate::settings::Settings;

    /// The value that the first `key` of a text is given in a file.
    fn value(path: &str, text: &str) -> Option<String> {
        let (work, settings) = (Cell::new(0), Settings::default());
        let view = View { bytes: text.as_bytes(), place: Place::of(path, &settings), settings: &settings, work: &work };
        let start = text.find("key").expect("a key");
        let start = start - text[..start].bytes().rev().take_while(|&byte| byte == b'-').count();
        let end = text.find("key").expect("a key") + 3;
        assigned(&view, end, &|| start).map(|range| text[range].to_owned())
    }

    #[test]
    fn strings_are_values_in_every_language() {
        for text in [
            "key = \"V\"",
            "key='V'",
            "key: str = \"V\"",
            "key: Optional[str] = \"V\"",
            "\"key\": \"V\"",
            "d[\"key\"] = b'V'",
            "key := `V`",
            "key => 'V'",
            "if key == \"V\":",
            "os.getenv(\"key\", \"V\")",
            "os.environ[\"key\"] or 'V'",
            "getenv(\"key\") or \"V\"",
            "process.env.key || \"V\"",
            "key = SecretStr(\"V\")",
            "\\\"key\\\": \\\"V\\\"",
            "key = \"\"\"V\"\"\"",
        ] {
            assert_eq!(value("a.py", text).as_deref(), Some("V"), "{text}");
        }
    }

    #[test]
    fn bare_values_need_a_file_of_their_kind() {
        for (path, text) in [
            (".env", "key=V # not this"),
            ("a.yml", "key: V"),
            ("a.ini", "key = V"),
            ("a.sh", "key=V cmd"),
            ("a.sh", "cmd --key V"),
            (".netrc", "key V\n"),
            ("a.xml", "<key>V</key>"),
            ("a.xml", "<add key=\"key\" value=\"V\"/>"),
            ("a.sql", "key 'V'"),
        ] {
            let text = text.replacen("key=\"key\"", "name=\"key\"", 1);
            assert_eq!(value(path, &text).as_deref(), Some("V"), "{path}: {text}");
        }
        for (path, text) in
            [("a.py", "key = V"), ("a.py", "key: V"), ("a.sh", "key = V"), ("a.md", "key: V"), ("a.lock", "key=\"V\"")]
        {
            assert_eq!(value(path, text), None, "{path}: {text}");
        }
    }

    #[test]
    fn what_is_no_literal_is_no_value() {
        for text in
            ["key(\"V\")", "key::new(\"V\")", "key =~ \"V\"", "key, \"V\"", "key = \"V", "key = \"V\n\"", "key", "key ="]
        {
            assert_eq!(value("a.py", text), None, "{text}");
        }
        assert_eq!(value("a.py", &format!("key = \"{}\"", "V".repeat(400))), None);
    }
}
