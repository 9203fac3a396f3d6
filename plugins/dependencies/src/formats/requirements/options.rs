//! The options of a requirements file's line, split as `shlex` and read as `optparse` does for pip.

use std::ops::Range;

/// The options of one line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `-r`
    pub requirements: Vec<Value>,
    /// `-c`
    pub constraints: Vec<Value>,
    /// `-e`
    pub editables: Vec<Value>,
    /// `-i`, `--extra-index-url` and `-f`: where packages are looked for.
    pub indexes: Vec<Value>,
    /// `--trusted-host`
    pub trusted_hosts: Vec<Value>,
    /// Whether there is a `--hash`.
    pub hashed: bool,
}

/// What an option was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Without quotes and escapes.
    pub text: String,
    /// Where it stands in the line; with the option's name where they are written as one.
    pub span: Range<usize>,
}

/// The long options that pip allows in a requirements file, and whether they take a value.
const LONG: [(&str, bool); 24] = [
    ("--all-releases", true),
    ("--config-setting", true),
    ("--config-settings", true),
    ("--constraint", true),
    ("--editable", true),
    ("--extra-index-url", true),
    ("--find-links", true),
    ("--global-option", true),
    ("--hash", true),
    ("--index-url", true),
    ("--install-option", true),
    ("--no-binary", true),
    ("--no-index", false),
    ("--no-require-hashes", false),
    ("--only-binary", true),
    ("--only-final", true),
    ("--pre", false),
    ("--prefer-binary", false),
    ("--pypi-url", true),
    ("--require-hashes", false),
    ("--requirement", true),
    ("--trusted-host", true),
    ("--use-feature", true),
    // Refused by pip in a file, but written into some by other tools.
    ("--isolated", false),
];

const SHORT: [(char, &str); 6] = [
    ('r', "--requirement"),
    ('c', "--constraint"),
    ('e', "--editable"),
    ('i', "--index-url"),
    ('f', "--find-links"),
    ('C', "--config-settings"),
];

/// Reads the options in a part of a line.
///
/// # Errors
/// The place of the first one that pip refuses.
pub fn parse(line: &str, part: Range<usize>) -> Result<Options, Range<usize>> {
    let mut words = split(line, part)?.into_iter();
    let mut options = Options::default();
    while let Some(word) = words.next() {
        if word.text == "--" {
            break;
        }
        let refused = Err(word.span.clone());
        if word.text.starts_with("--") {
            let (name, given) = match word.text.split_once('=') {
                Some((name, given)) => (name, Some(given.to_owned())),
                None => (word.text.as_str(), None),
            };
            match (long(name), given) {
                (Some((name, true)), Some(text)) => options.set(name, Value { text, span: word.span }),
                (Some((name, true)), None) => {
                    let Some(value) = words.next() else { return refused };
                    options.set(name, value);
                }
                (Some((_, false)), None) => {}
                _ => return refused,
            }
        } else if let Some(letter) = word.text.strip_prefix('-').and_then(|rest| rest.chars().next()) {
            let Some(&(_, name)) = SHORT.iter().find(|(short, _)| *short == letter) else { return refused };
            let attached = word.text.get(1usize.saturating_add(letter.len_utf8())..).unwrap_or_default();
            if !attached.is_empty() {
                options.set(name, Value { text: attached.to_owned(), span: word.span });
            } else if let Some(value) = words.next() {
                options.set(name, value);
            } else {
                return refused;
            }
        }
        // What is no option is taken for an argument and ignored.
    }
    Ok(options)
}

/// The option of this name, or the only one that it is the start of.
fn long(name: &str) -> Option<(&'static str, bool)> {
    if let Some(&exact) = LONG.iter().find(|(long, _)| *long == name) {
        return Some(exact);
    }
    let mut possible = LONG.iter().filter(|(long, _)| long.starts_with(name));
    match (possible.next(), possible.next()) {
        (Some(&only), None) => Some(only),
        _ => None,
    }
}

impl Options {
    fn set(&mut self, name: &str, value: Value) {
        match name {
            "--requirement" => self.requirements.push(value),
            "--constraint" => self.constraints.push(value),
            "--editable" => self.editables.push(value),
            "--index-url" | "--pypi-url" | "--extra-index-url" | "--find-links" => self.indexes.push(value),
            "--trusted-host" => self.trusted_hosts.push(value),
            "--hash" => self.hashed = true,
            _ => {}
        }
    }
}

/// Splits as Python's `shlex.split` does.
fn split(line: &str, part: Range<usize>) -> Result<Vec<Value>, Range<usize>> {
    let mut words = Vec::new();
    let mut word: Option<Value> = None;
    let mut quote: Option<char> = None;
    let mut characters = line.get(part.clone()).unwrap_or_default().char_indices();
    while let Some((offset, character)) = characters.next() {
        let at = part.start.saturating_add(offset);
        if quote.is_none() && matches!(character, ' ' | '\t' | '\r' | '\n') {
            words.extend(word.take());
            continue;
        }
        let current = word.get_or_insert_with(|| Value { text: String::new(), span: at..at });
        let mut end = at.saturating_add(character.len_utf8());
        match (character, quote) {
            ('\'' | '"', None) => quote = Some(character),
            (_, Some(open)) if character == open => quote = None,
            ('\\', None | Some('"')) => {
                let (_, escaped) = characters.next().ok_or(current.span.start..end)?;
                end = end.saturating_add(escaped.len_utf8());
                // Between double quotes, only these are escaped.
                if quote.is_some() && !matches!(escaped, '"' | '\\') {
                    current.text.push('\\');
                }
                current.text.push(escaped);
            }
            _ => current.text.push(character),
        }
        current.span.end = end;
    }
    if let (Some(_), Some(word)) = (quote, &word) {
        return Err(word.span.clone());
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, Range<usize>> {
        parse(line, 0..line.len())
    }

    fn texts(values: &[Value]) -> Vec<&str> {
        values.iter().map(|value| value.text.as_str()).collect()
    }

    #[test]
    fn all_ways_to_write_an_option_are_read() {
        for line in [
            "-r a.txt",
            "-ra.txt",
            "--requirement a.txt",
            "--requirement=a.txt",
            "--requiremen a.txt",
            "-r 'a.txt'",
            "-r a\\.txt",
        ] {
            assert_eq!(texts(&read(line).unwrap().requirements), ["a.txt"], "{line}");
        }
        let options = read("--extra-index http://h --trusted-host=h --pre -c \"c d.txt\" --hash=sha256:00").unwrap();
        assert_eq!(
            (texts(&options.indexes), texts(&options.trusted_hosts), options.hashed),
            (vec!["http://h"], vec!["h"], true)
        );
        assert_eq!(texts(&options.constraints), ["c d.txt"]);
    }

    #[test]
    fn what_pip_refuses_is_refused() {
        for line in ["--req a.txt", "--unknown", "-x", "-r", "--pre=1", "-r 'a", "-r a\\"] {
            assert!(read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn values_keep_their_place() {
        let line = "a --requirement=b.txt -r 'c d'";
        let options = parse(line, 2..line.len()).unwrap();
        let at: Vec<_> = options.requirements.iter().map(|value| &line[value.span.clone()]).collect();
        assert_eq!(at, ["--requirement=b.txt", "'c d'"]);
    }
}
