//! The escapes of protocol 0's texts.

/// What the line of a `STRING` stands for: a quoted text with Python 2's escapes. None if it is not quoted.
pub(crate) fn string(line: &[u8], cut: bool) -> Option<Vec<u8>> {
    let quote = *line.first()?;
    if !matches!(quote, b'\'' | b'"') {
        return None;
    }
    let trimmed = line.trim_ascii_end();
    let inner = if cut { trimmed.get(1..) } else { trimmed.get(1..).and_then(|rest| rest.strip_suffix(&[quote])) };
    Some(unescape(inner?))
}

fn unescape(text: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'\\' {
            result.push(*first);
            continue;
        }
        let (byte, after) = escape(rest);
        result.extend(byte);
        rest = after;
    }
    result
}

/// What follows a backslash: the byte it stands for, and what comes after.
fn escape(text: &[u8]) -> (Option<u8>, &[u8]) {
    match text {
        [b'\n', rest @ ..] => (None, rest),
        [b'x', high, low, rest @ ..] => match (hexadecimal(*high), hexadecimal(*low)) {
            (Some(high), Some(low)) => (u8::try_from(high << 4 | low).ok(), rest),
            _ => (Some(b'\\'), text),
        },
        [b'0'..=b'7', ..] => {
            let digits = text.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            let (octal, rest) = text.split_at(digits);
            let number = octal.iter().fold(0u32, |number, byte| number << 3 | u32::from(byte & 7));
            (u8::try_from(number & 0xff).ok(), rest)
        }
        [letter, rest @ ..] => match simple(*letter) {
            Some(byte) => (Some(byte), rest),
            None => (Some(b'\\'), text),
        },
        [] => (Some(b'\\'), text),
    }
}

fn simple(letter: u8) -> Option<u8> {
    Some(match letter {
        b'\\' | b'\'' | b'"' => letter,
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        _ => return None,
    })
}

fn hexadecimal(digit: u8) -> Option<u32> {
    char::from(digit).to_digit(16)
}

/// What the line of a `UNICODE` stands for: Latin-1, with escapes of `u` and `U` after an odd number of backslashes.
pub(crate) fn unicode(line: &[u8]) -> Vec<u8> {
    let mut result = String::with_capacity(line.len());
    let mut rest = line;
    while let [first, tail @ ..] = rest {
        let letter = match tail {
            [letter @ (b'u' | b'U'), ..] if *first == b'\\' => *letter,
            [b'\\', after @ ..] if *first == b'\\' => {
                result.push_str("\\\\");
                rest = after;
                continue;
            }
            _ => {
                result.push(char::from(*first));
                rest = tail;
                continue;
            }
        };
        let width = if letter == b'u' { 4 } else { 8 };
        let digits = tail.get(1..=width).and_then(|digits| std::str::from_utf8(digits).ok());
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        result.push(number.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = tail.get(width + 1..).unwrap_or_default();
    }
    result.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old(line: &[u8]) -> Option<String> {
        string(line, false).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    #[test]
    fn strings_are_quoted_and_escaped_as_python_2_does() {
        assert_eq!(old(br"'os'").as_deref(), Some("os"));
        assert_eq!(old(br#""os"  "#).as_deref(), Some("os"));
        assert_eq!(old(br"'\x6f\163'").as_deref(), Some("os"));
        assert_eq!(old(br"'a\'b\n\q\\'").as_deref(), Some("a'b\n\\q\\"));
        assert_eq!(old(br"'\x6'").as_deref(), Some("\\x6"));
        assert_eq!(old(b"os"), None);
        assert_eq!(old(b"'"), None);
        assert_eq!(old(b""), None);
        assert_eq!(old(br"'os"), None);
        assert_eq!(string(br"'os", true), Some(b"os".to_vec()), "the rest was not kept");
    }

    #[test]
    fn unicode_takes_escapes_of_u_only() {
        let text = |line: &[u8]| String::from_utf8(unicode(line)).unwrap();
        assert_eq!(text(br"\u006fs"), "os");
        assert_eq!(text(br"\\u006fs"), r"\\u006fs");
        assert_eq!(text(br"\U0000006fs\n"), r"os\n");
        assert_eq!(text(b"\xe9"), "\u{e9}");
        assert_eq!(text(br"\u00"), "\u{fffd}");
        assert_eq!(text(br"\"), r"\");
    }
}
