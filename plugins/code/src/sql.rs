//! SQL, as far as it takes to tell a statement from a sentence and a name from a value.

use ruff_python_ast::{ExprFString, FStringPart, InterpolatedStringElement};

use crate::semantic::Text;

/// A statement with parts that are not known.
#[derive(Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it does, in capitals.
    pub verb: &'static str,
    /// Whether only names of tables and columns vary.
    pub only_identifiers: bool,
}

const VERBS: &[&str] = &[
    "SELECT", "INSERT", "DELETE", "UPDATE", "REPLACE", "MERGE", "WITH", "CREATE", "DROP", "ALTER", "TRUNCATE", "GRANT",
    "REVOKE",
];

/// What `CREATE`, `DROP` and the like are followed by.
const OBJECTS: &[&str] = &[
    "TABLE",
    "DATABASE",
    "SCHEMA",
    "INDEX",
    "VIEW",
    "USER",
    "ROLE",
    "FUNCTION",
    "PROCEDURE",
    "TRIGGER",
    "SEQUENCE",
    "EXTENSION",
    "UNIQUE",
    "TEMPORARY",
    "TEMP",
    "MATERIALIZED",
    "OR",
    "IF",
    "EXTERNAL",
    "TYPE",
    "VIRTUAL",
];

/// Words of sentences that never stand where a statement has a name.
const PROSE: &[&str] = &[
    "THE", "A", "AN", "YOUR", "THIS", "THAT", "THESE", "THOSE", "ONE", "SOME", "ANY", "EACH", "WHICH", "IT", "THEM", "MORE",
];

/// Tokens of a statement that are looked at.
const MAX_TOKENS: usize = 2000;

/// A first look at how a string starts, which costs little.
#[must_use]
pub fn may_start(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    text.get(..length).is_some_and(|word| verb_of(word).is_some())
}

/// What an f-string starts with.
#[must_use]
pub fn leading_part(formatted: &ExprFString) -> Option<&str> {
    match formatted.value.iter().next()? {
        FStringPart::Literal(literal) => Some(literal.as_str()),
        FStringPart::FString(inner) => match inner.elements.first()? {
            InterpolatedStringElement::Literal(literal) => Some(&literal.value),
            InterpolatedStringElement::Interpolation(_) => None,
        },
    }
}

impl Statement {
    /// Of a text that is SQL from its start and not all known.
    #[must_use]
    pub fn of(text: &Text<'_>) -> Option<Self> {
        if text.is_constant() || !may_start(text.start()) {
            return None;
        }
        let flat = text.flat();
        let tokens = tokens(&flat);
        let (first, rest) = tokens.split_first()?;
        let verb = verb_of(first.text)?;
        let style = Style::of(first.text);
        is_statement(verb, style, rest).then(|| Statement { verb, only_identifiers: only_identifiers(&tokens) })
    }
}

fn verb_of(word: &str) -> Option<&'static str> {
    VERBS.iter().copied().find(|verb| verb.eq_ignore_ascii_case(word))
}

/// How a verb is written: sentences begin with one capital.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Upper,
    Lower,
    Title,
}

impl Style {
    fn of(word: &str) -> Self {
        if word.bytes().all(|byte| byte.is_ascii_uppercase()) {
            Style::Upper
        } else if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            Style::Lower
        } else {
            Style::Title
        }
    }
}

/// A word, a sign, or [`Text::HOLE`].
#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    text: &'t str,
}

impl Token<'_> {
    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    fn is_hole(&self) -> bool {
        self.text.starts_with(Text::HOLE)
    }
}

fn tokens(flat: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = flat.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    while let Some(first) = rest.chars().next() {
        if tokens.len() >= MAX_TOKENS {
            break;
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = if is_word(first) { rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (text, behind) = rest.split_at(length);
        if !first.is_whitespace() {
            tokens.push(Token { text });
        }
        rest = behind;
    }
    tokens
}

/// Whether the words after a verb are those of a statement.
fn is_statement(verb: &str, style: Style, rest: &[Token<'_>]) -> bool {
    let Some(next) = rest.first() else { return false };
    if style == Style::Title && !next.is("*") && !matches!(verb, "SELECT") {
        return false;
    }
    match verb {
        "SELECT" => is_select(style, rest),
        "INSERT" => follows_name(rest, "INTO"),
        "REPLACE" | "MERGE" => style == Style::Upper && follows_name(rest, "INTO"),
        "DELETE" => {
            next.is("FROM")
                && follows_name(rest, "FROM")
                && (style == Style::Upper || rest.iter().any(|token| token.is("WHERE")))
        }
        "UPDATE" => is_update(rest),
        "WITH" => {
            rest.iter().take(3).any(|token| token.is("AS") || token.is("RECURSIVE"))
                && rest.iter().any(|token| token.is("SELECT"))
        }
        "TRUNCATE" => style == Style::Upper && next.is("TABLE"),
        "GRANT" | "REVOKE" => style == Style::Upper && rest.iter().any(|token| token.is("ON") || token.is("TO")),
        _ => next.is_any(OBJECTS) && (style == Style::Upper || next.is("TABLE")) && !is_article(rest, 1),
    }
}

fn is_select(style: Style, rest: &[Token<'_>]) -> bool {
    if is_article(rest, 0) {
        return false;
    }
    let Some(from) = rest.iter().position(|token| token.is("FROM")) else {
        return style == Style::Upper && rest.iter().any(|token| token.is("("));
    };
    let table = from.saturating_add(1);
    if rest.get(table).is_none() || is_article(rest, table) {
        return false;
    }
    // Between the two stands a list, with commas or single words: two words in a row are a sentence, or an alias.
    let columns = rest.get(..from).unwrap_or_default();
    let is_list =
        columns.len() == 1 || columns.iter().any(|token| token.is_any(&[",", "*", "(", ".", "AS", "DISTINCT", "`", "\""]));
    match style {
        Style::Upper => true,
        Style::Lower => is_list,
        Style::Title => columns.first().is_some_and(|token| token.is("*")),
    }
}

fn is_update(rest: &[Token<'_>]) -> bool {
    let Some(set) = rest.iter().position(|token| token.is("SET")) else { return false };
    let is_named = set > 0 && !is_article(rest, 0);
    let after = rest.get(set.saturating_add(1)..).unwrap_or_default();
    is_named
        && after.iter().take(8).any(|token| token.is("=") || token.is_hole())
        && !after.first().is_some_and(|token| token.is("TO"))
}

/// Whether a keyword comes, soon, and a name after it.
fn follows_name(rest: &[Token<'_>], keyword: &str) -> bool {
    let position = rest.iter().take(4).position(|token| token.is(keyword));
    let is_keyword_first = position
        .is_some_and(|position| rest.iter().take(position).all(|token| token.is_any(&["OR", "IGNORE", "REPLACE", "ABORT"])));
    let name = position.map_or(0, |position| position.saturating_add(1));
    is_keyword_first && rest.get(name).is_some() && !is_article(rest, name)
}

/// Whether a word is an article, or its like, and so part of a sentence. A single `a` is, unless a word follows, a name.
fn is_article(tokens: &[Token<'_>], index: usize) -> bool {
    const KEYWORDS: &[&str] =
        &["FROM", "WHERE", "SET", "AS", "JOIN", "INNER", "LEFT", "ON", "VALUES", "ORDER", "GROUP", "LIMIT", "UNION"];
    let is_word =
        |token: &Token<'_>| token.is_hole() || token.text.starts_with(char::is_alphabetic) && !token.is_any(KEYWORDS);
    let is_followed = tokens.get(index.saturating_add(1)).is_some_and(is_word);
    tokens.get(index).is_some_and(|token| {
        token.is_any(PROSE) && (is_followed || Style::of(token.text) == Style::Lower && token.text.len() > 1)
    })
}

/// Where in a statement one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    Names,
    Values,
}

/// Whether all that varies stands where tables and columns are named.
fn only_identifiers(tokens: &[Token<'_>]) -> bool {
    let mut clause = Clause::Names;
    let mut previous: Option<&Token<'_>> = None;
    for token in tokens {
        if token.is_any(&["WHERE", "SET", "VALUES", "HAVING", "LIMIT", "OFFSET", "AND", "OR", "ON", "IN", "LIKE", "="]) {
            clause = Clause::Values;
        } else if token.is_any(&["FROM", "INTO", "JOIN", "TABLE", "SELECT", "BY", "UPDATE", "EXISTS"]) {
            clause = Clause::Names;
        }
        if token.is_hole() && (clause == Clause::Values || !is_name_place(previous)) {
            return false;
        }
        previous = Some(token);
    }
    true
}

/// Whether a name may stand after this token: a keyword that introduces one, a comma, an opening bracket or quote.
fn is_name_place(previous: Option<&Token<'_>>) -> bool {
    previous.is_none_or(|token| {
        token.is_any(&[
            "FROM",
            "INTO",
            "JOIN",
            "TABLE",
            "SELECT",
            "DISTINCT",
            "BY",
            "UPDATE",
            "EXISTS",
            ",",
            ".",
            "(",
            "\"",
            "`",
            "[",
            "DATABASE",
            "SCHEMA",
            "INDEX",
            "VIEW",
            "USER",
            "ROLE",
            "SEQUENCE",
            "EXTENSION",
            "_",
        ])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::semantic::Piece;

    /// `$` stands for a hole.
    fn statement(text: &str) -> Option<Statement> {
        let hole = ruff_python_parser::parse_expression("x").unwrap().into_expr();
        let mut pieces = Vec::new();
        for (index, part) in text.split('$').enumerate() {
            if index > 0 {
                pieces.push(Piece::Hole(&hole));
            }
            pieces.push(Piece::Literal(part.into()));
        }
        Statement::of(&Text { pieces })
    }

    #[test]
    fn statements() {
        for text in [
            "SELECT * FROM t WHERE a = $",
            "select a, b from t where c = '$'",
            "Select * from t where a=$",
            "SELECT $ FROM t",
            "SELECT pg_sleep($)",
            "\n  (SELECT a FROM b) UNION $",
            "INSERT OR IGNORE INTO t VALUES ($)",
            "DELETE FROM t WHERE a = $",
            "delete from $ where a = 1",
            "update t set a = $",
            "UPDATE $ SET a = 1",
            "WITH a AS (SELECT 1) SELECT $ FROM a",
            "DROP TABLE IF EXISTS $",
            "create table $ (a int)",
        ] {
            assert!(statement(text).is_some(), "{text}");
        }
    }

    #[test]
    fn sentences() {
        for text in [
            "SELECT 1 FROM t",
            "Select a file from $",
            "select the best from $",
            "select one or more from $",
            "Update $ set to 3",
            "update the $ set",
            "Delete $ from disk",
            "delete from $",
            "Insert $ into it",
            "With $ as its name",
            "Create a table for $",
            "drop $",
            "replaced $ into x",
            "$ SELECT * FROM t",
        ] {
            assert_eq!(statement(text), None, "{text}");
        }
    }

    #[test]
    fn names_and_values() {
        for (text, expected) in [
            ("SELECT * FROM $", true),
            ("SELECT $ FROM $.$", true),
            ("SELECT * FROM \"$\" WHERE a = 1", true),
            ("SELECT * FROM t ORDER BY $", true),
            ("DROP TABLE $", true),
            ("SELECT * FROM t $", false),
            ("SELECT * FROM $ WHERE a = $", false),
            ("INSERT INTO t VALUES ($)", false),
            ("SELECT * FROM t LIMIT $", false),
        ] {
            assert_eq!(statement(text).unwrap().only_identifiers, expected, "{text}");
        }
    }
}
