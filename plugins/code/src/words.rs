//! The words that names are made of.

/// The words of a name in snake, kebab or camel case, in lower case: `dbPassword2` is `db`, `password`, `2`.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = Kind::Other;
    let mut letters = name.chars().take(MAX_NAME).peekable();
    while let Some(letter) = letters.next() {
        let kind = Kind::of(letter);
        let ends_acronym =
            kind == Kind::Upper && previous == Kind::Upper && letters.peek().is_some_and(|next| next.is_lowercase());
        let starts = match (previous, kind) {
            (_, Kind::Other) => false,
            (Kind::Upper, Kind::Lower) => false,
            (before, now) => before != now || ends_acronym,
        };
        if starts {
            words.push(String::new());
        }
        if kind != Kind::Other
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        previous = kind;
    }
    words
}

/// Whether one of the words of some source code is among these.
#[must_use]
pub fn mentions(source: &str, wanted: &[&str]) -> bool {
    let source = source.get(..source.floor_char_boundary(MAX_SOURCE)).unwrap_or_default();
    source
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|name| name.len() >= 3)
        .any(|name| words(name).iter().any(|word| wanted.contains(&word.as_str())))
}

/// Letters of a name that are looked at.
const MAX_NAME: usize = 128;
/// Bytes of source code that are looked at.
const MAX_SOURCE: usize = 4096;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Other,
}

impl Kind {
    fn of(letter: char) -> Self {
        if letter.is_uppercase() {
            Kind::Upper
        } else if letter.is_numeric() {
            Kind::Digit
        } else if letter.is_alphabetic() {
            Kind::Lower
        } else {
            Kind::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_all_cases() {
        for (name, expected) in [
            ("db_password", "db password"),
            ("dbPassword2", "db password 2"),
            ("API_KEY", "api key"),
            ("APIKey", "api key"),
            ("X-Auth-Token", "x auth token"),
            ("__pw__", "pw"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn finds_words_in_code() {
        assert!(mentions("user.is_admin and x", &["admin"]));
        assert!(!mentions("administrate(x)", &["admin"]));
    }
}
