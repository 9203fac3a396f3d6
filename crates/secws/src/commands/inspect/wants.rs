//! Which files a plugin wants, in words.

use secws_model::{Interest, Literal, Magic};

use crate::commands::quoted::shown;

/// So many of a list are shown.
const SHOWN: usize = 12;

/// `files named *.py that hold one of: "eval", "exec"`.
pub fn in_words(interest: &Interest) -> String {
    let mut text = which(interest);
    if !interest.literals.is_empty() {
        text.push_str(" that hold ");
        text.push_str(&one_of(&interest.literals, literal));
    }
    if interest.by_pieces {
        text.push_str("; of any size");
    }
    if interest.opens {
        text.push_str("; it opens them itself");
    }
    text
}

/// One without `/` is matched against names, one with it against paths.
fn which(interest: &Interest) -> String {
    let (paths, names): (Vec<&String>, Vec<&String>) = interest.globs.iter().partition(|glob| glob.contains('/'));
    let mut kinds = Vec::new();
    if !names.is_empty() {
        kinds.push(format!("files named {}", list(&names, |name| shown(name))));
    }
    if !paths.is_empty() {
        kinds.push(format!("files at {}", list(&paths, |path| shown(path))));
    }
    if !interest.magics.is_empty() {
        kinds.push(format!("files with {}", one_of(&interest.magics, magic)));
    }
    if kinds.is_empty() { "all files".to_owned() } else { kinds.join(", or ") }
}

fn one_of<T>(all: &[T], show: impl Fn(&T) -> String) -> String {
    match all {
        [only] => show(only),
        _ => format!("one of: {}", list(all, show)),
    }
}

fn list<T>(all: &[T], show: impl Fn(&T) -> String) -> String {
    let mut words: Vec<String> = all.iter().take(SHOWN).map(show).collect();
    if let Some(more) = all.len().checked_sub(SHOWN).filter(|&more| more > 0) {
        words.push(format!("and {more} more"));
    }
    words.join(", ")
}

fn literal(literal: &Literal) -> String {
    let case = if literal.ignore_case { " in any case" } else { "" };
    let encoded = if literal.encoded { " (plain, or in base64 or hexadecimal)" } else { "" };
    format!("{}{case}{encoded}", bytes(&literal.bytes))
}

fn magic(magic: &Magic) -> String {
    match magic.offset {
        0 => format!("{} at their start", bytes(&magic.bytes)),
        offset => format!("{} at byte {offset}", bytes(&magic.bytes)),
    }
}

/// Text in quotes; what is none, in hexadecimal.
fn bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains(char::is_control) => format!("\"{}\"", shown(text)),
        _ => {
            let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("the bytes {}", pairs.join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(bytes: &[u8]) -> Literal {
        Literal { bytes: bytes.to_vec(), ignore_case: false, encoded: false }
    }

    #[test]
    fn interests_read_as_sentences() {
        let python = Interest { globs: vec!["*.py".to_owned(), "bin/*".to_owned()], ..Interest::default() };
        assert_eq!(in_words(&python), "files named *.py, or files at bin/*");
        let literals = vec![holds(b"eval"), Literal { ignore_case: true, encoded: true, ..holds(b"key") }];
        let words = in_words(&Interest { literals, by_pieces: true, ..Interest::default() });
        let wanted =
            "all files that hold one of: \"eval\", \"key\" in any case (plain, or in base64 or hexadecimal); of any size";
        assert_eq!(words, wanted);
        let magics = vec![Magic { offset: 0, bytes: vec![0x80, 2] }, Magic { offset: 257, bytes: b"ustar".to_vec() }];
        let words = in_words(&Interest { magics, opens: true, ..Interest::default() });
        assert_eq!(words, "files with one of: the bytes 80 02 at their start, \"ustar\" at byte 257; it opens them itself");
    }

    #[test]
    fn long_lists_are_cut_and_hostile_names_escaped() {
        let literals = (0..15).map(|number| holds(format!("{number}").as_bytes())).collect();
        let words = in_words(&Interest { literals, ..Interest::default() });
        assert!(words.ends_with("\"11\", and 3 more"), "{words}");
        let hostile = Interest { globs: vec!["\u{1b}[2J\n*".to_owned()], ..Interest::default() };
        assert_eq!(in_words(&hostile), "files named \\u{1b}[2J\\n*");
    }
}
