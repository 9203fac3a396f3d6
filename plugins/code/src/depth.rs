//! How deep a file nests, before anything recursive is done with it.
//!
//! Parsing, walking and dropping a tree take stack in proportion to its depth, and a file may nest as deep as it is long.
//! CPython itself refuses more than [`MAX_NESTING`] brackets and about [`MAX_CHAIN`] operators in a row.

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_parser::{Mode, lexer};

/// Brackets, indented blocks, `lambda`s, conditional expressions and prefix operators inside of each other.
pub const MAX_NESTING: u32 = 200;

/// Links of one chain: `a.b.c`, `a + b + c`, `f()()()`.
pub const MAX_CHAIN: u32 = 3000;

/// Whether the parser's own recursion is safe. Cheap for ordinary files: only one whose bytes look deep is lexed for it.
#[must_use]
pub fn is_parsable(text: &str) -> bool {
    if !looks_deep(text.as_bytes()) {
        return true;
    }
    let mut lexer = lexer::lex(text, Mode::Module);
    let mut depth = Depth::default();
    loop {
        let kind = lexer.next_token();
        if kind == TokenKind::EndOfFile {
            return true;
        }
        if !depth.take(kind) {
            return false;
        }
    }
}

/// Whether the tree that these tokens made can be walked and dropped.
#[must_use]
pub fn is_walkable(tokens: &Tokens) -> bool {
    let mut depth = Depth::default();
    tokens.iter().all(|token| depth.take(token.kind()))
}

/// Logical lines shorter than this cannot hold enough to be deep without brackets.
const MIN_DEEP_LINE: usize = 4 * MAX_NESTING as usize;

/// Counts brackets as if there were no strings, and in long lines what nests without one as if hardly anything ended it.
fn looks_deep(bytes: &[u8]) -> bool {
    let (mut start, mut line_start, mut open) = (0, 0, 0_usize);
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        let line = bytes.get(line_start..end).unwrap_or_default();
        let opened = count(line, [b'(', b'[', b'{']);
        if open.saturating_add(opened) > MAX_NESTING as usize && is_deep_line(line, open) {
            return true;
        }
        open = open.saturating_add(opened).saturating_sub(count(line, [b')', b']', b'}']));
        line_start = end.saturating_add(1);
        if open == 0 || end == bytes.len() {
            let logical = bytes.get(start..end).unwrap_or_default();
            if logical.len() >= MIN_DEEP_LINE && nests_without_brackets(logical) {
                return true;
            }
            start = line_start;
        }
    }
    false
}

fn count(line: &[u8], wanted: [u8; 3]) -> usize {
    line.iter().filter(|&&byte| byte == wanted[0] || byte == wanted[1] || byte == wanted[2]).count()
}

fn is_deep_line(line: &[u8], open_before: usize) -> bool {
    let mut open = open_before;
    line.iter().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => open = open.saturating_add(1),
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_NESTING as usize
    })
}

fn nests_without_brackets(line: &[u8]) -> bool {
    let (mut signs, mut words) = (0_u32, 0_u32);
    let indentation = line.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    indentation > MIN_DEEP_LINE / 2
        || line.iter().enumerate().any(|(index, byte)| {
            match byte {
                b',' => signs = 0,
                b'-' | b'~' | b'+' | b'*' => signs = signs.saturating_add(1),
                b':' => words = words.saturating_add(1),
                b'n' | b'l' | b'e' | b'a' if is_nesting_word(line, index) => words = words.saturating_add(1),
                _ => {}
            }
            signs.max(words) > MAX_NESTING
        })
}

fn is_nesting_word(bytes: &[u8], start: usize) -> bool {
    let rest = bytes.get(start..).unwrap_or_default();
    [&b"not"[..], b"lambda", b"else", b"await"].iter().any(|word| rest.starts_with(word))
}

/// Counts over the tokens of a file.
#[derive(Default)]
struct Depth {
    /// What was counted outside of each open bracket.
    outer: Vec<Level>,
    level: Level,
    /// The sums over `outer`.
    chain: u32,
    nested: u32,
    indents: u32,
    /// The token before, comments and line breaks aside.
    previous: Option<TokenKind>,
}

/// Counts since the bracket that is open now.
#[derive(Default, Clone, Copy)]
struct Level {
    /// Links of the chains that have not ended, for each [`Binding`]: one that binds less ends those that bind more.
    links: [u32; 4],
    /// What nests up to the end of the bracket or line, commas or not.
    nested: u32,
}

impl Level {
    fn chain(&self) -> u32 {
        self.links.iter().fold(0, |sum, links| sum.saturating_add(*links))
    }

    fn link(&mut self, binding: Binding, weight: u32) {
        let own = binding as usize;
        for (index, count) in self.links.iter_mut().enumerate() {
            *count = if index < own {
                *count
            } else if index == own {
                count.saturating_add(weight)
            } else {
                0
            };
        }
    }
}

/// How closely an operator binds, the loosest first.
#[derive(Clone, Copy)]
enum Binding {
    Bits,
    Sum,
    Product,
    Postfix,
}

impl Depth {
    /// Whether the file may go on after this token.
    fn take(&mut self, kind: TokenKind) -> bool {
        let previous = self.previous;
        if !matches!(kind, TokenKind::Comment | TokenKind::NonLogicalNewline) {
            self.previous = Some(kind);
        }
        match kind {
            // Most tokens change nothing.
            TokenKind::Name | TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::String | TokenKind::Int => {
                return true;
            }
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace | TokenKind::FStringStart | TokenKind::TStringStart => {
                self.level.link(Binding::Postfix, 1);
                self.open();
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd | TokenKind::TStringEnd => {
                self.close();
                return true;
            }
            TokenKind::Newline => {
                self.end_line();
                return true;
            }
            TokenKind::Comma | TokenKind::And | TokenKind::Or => {
                self.level.links = [0; 4];
                return true;
            }
            TokenKind::Indent => self.indents = self.indents.saturating_add(1),
            TokenKind::Dedent => self.indents = self.indents.saturating_sub(1),
            kind if nests(kind) => self.level.nested = self.level.nested.saturating_add(1),
            kind => match link(kind, previous) {
                Some((binding, weight)) => self.level.link(binding, weight),
                None => return true,
            },
        }
        self.is_bounded()
    }

    fn end_line(&mut self) {
        self.outer.clear();
        (self.level, self.chain, self.nested) = (Level::default(), 0, 0);
    }

    fn open(&mut self) {
        self.outer.push(self.level);
        self.chain = self.chain.saturating_add(self.level.chain());
        self.nested = self.nested.saturating_add(self.level.nested).saturating_add(1);
        self.level = Level::default();
    }

    fn close(&mut self) {
        if let Some(level) = self.outer.pop() {
            self.chain = self.chain.saturating_sub(level.chain());
            self.nested = self.nested.saturating_sub(level.nested).saturating_sub(1);
            self.level = level;
        }
    }

    fn is_bounded(&self) -> bool {
        self.chain.saturating_add(self.level.chain()) <= MAX_CHAIN
            && self.nested.saturating_add(self.level.nested).saturating_add(self.indents) <= MAX_NESTING
    }
}

fn nests(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Lambda
            | TokenKind::If
            | TokenKind::Else
            | TokenKind::Await
            | TokenKind::Yield
            | TokenKind::ColonEqual
            | TokenKind::For
            | TokenKind::While
            | TokenKind::With
            | TokenKind::Try
            | TokenKind::Def
            | TokenKind::Class
    )
}

/// Which chain a token is a link of, and what it weighs: what groups to the right recurses in the parser, so it weighs more
/// than what groups to the left.
fn link(kind: TokenKind, previous: Option<TokenKind>) -> Option<(Binding, u32)> {
    const RECURSIVE: u32 = MAX_CHAIN / MAX_NESTING;
    match kind {
        TokenKind::Not => Some((Binding::Bits, RECURSIVE)),
        TokenKind::Tilde | TokenKind::DoubleStar => Some((Binding::Postfix, RECURSIVE)),
        TokenKind::Plus | TokenKind::Minus if !previous.is_some_and(is_operand_end) => Some((Binding::Postfix, RECURSIVE)),
        TokenKind::Vbar | TokenKind::Amper | TokenKind::CircumFlex | TokenKind::LeftShift | TokenKind::RightShift => {
            Some((Binding::Bits, 1))
        }
        TokenKind::Plus | TokenKind::Minus => Some((Binding::Sum, 1)),
        TokenKind::Star | TokenKind::Slash | TokenKind::DoubleSlash | TokenKind::Percent | TokenKind::At => {
            Some((Binding::Product, 1))
        }
        TokenKind::Dot => Some((Binding::Postfix, 1)),
        _ => None,
    }
}

fn is_operand_end(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd
            | TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None
            | TokenKind::Ellipsis
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_files_pass() {
        let text = "def f(x):\n    return [g(y)[0].z for y in x if not y] + {'a': (1, -2)}\n".repeat(1000);
        assert!(!looks_deep(text.as_bytes()));
        assert!(is_parsable(&text));
    }

    #[test]
    fn long_flat_expressions_pass() {
        let list = format!("x = [{}]\n", "f(1, a.b), ".repeat(10_000));
        let alternatives = format!("x = {}\n", vec!["not a.b(c) == 'd'"; 5_000].join(" or "));
        for text in [list, alternatives] {
            assert!(is_parsable(&text), "{}", &text[..40]);
            assert!(is_walkable(ruff_python_parser::parse_module(&text).unwrap().tokens()));
        }
    }

    #[test]
    fn long_polynomials_pass() {
        let polynomial = format!("x = {}1\n", "2*a**3*b.c[0]*d(e)**2 + ".repeat(2_000));
        assert!(is_parsable(&polynomial));
        assert!(is_walkable(ruff_python_parser::parse_module(&polynomial).unwrap().tokens()));
    }

    #[test]
    fn deep_ones_are_refused_before_they_are_parsed() {
        for (open, close) in
            [("(", ")"), ("[", "]"), ("f(", ")"), ("{'a': ", "}"), ("-", ""), ("not ", ""), ("lambda: ", "")]
        {
            let text = format!("x = {}1{}\n", open.repeat(100_000), close.repeat(100_000));
            assert!(!is_parsable(&text), "{open}");
        }
        let conditional = format!("x = {}1\n", "1 if a else ".repeat(100_000));
        assert!(!is_parsable(&conditional));
        let blocks: String = (0..300).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
        assert!(!is_walkable(
            ruff_python_parser::parse_unchecked_source(&blocks, ruff_python_ast::PySourceType::Python).tokens()
        ));
    }

    #[test]
    fn long_chains_are_refused_before_they_are_walked() {
        for (link, end) in [("1 + ", "1"), ("a.", "b"), ("1 * ", "1")] {
            let text = format!("x = {}{end}\n", link.repeat(100_000));
            let parsed = ruff_python_parser::parse_unchecked_source(&text, ruff_python_ast::PySourceType::Python);
            assert!(!is_walkable(parsed.tokens()), "{link}");
            std::mem::forget(parsed);
        }
    }
}
