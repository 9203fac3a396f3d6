//! Where a rule looks: what is known of the file and of the place in it.

use std::borrow::Cow;

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

use crate::semantic::{Constant, Path, ScopeId, Semantic, Text};

/// A place in a file.
#[derive(Debug)]
pub struct Scene<'a> {
    semantic: &'a Semantic<'a>,
    /// Whether the file holds tests.
    pub is_test: bool,
    pub(crate) scope: ScopeId,
    /// Names that the lambdas and comprehensions around the place bind.
    pub(crate) shadows: Vec<&'a str>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(semantic: &'a Semantic<'a>, is_test: bool) -> Self {
        Scene { semantic, is_test, scope: ScopeId::MODULE, shadows: Vec::new() }
    }

    pub(crate) fn semantic(&self) -> &'a Semantic<'a> {
        self.semantic
    }

    /// The qualified names that an expression may stand for.
    #[must_use]
    pub fn paths(&self, expr: &'a Expr) -> Vec<Path<'a>> {
        if self.is_shadowed(expr) { Vec::new() } else { self.semantic.paths(expr, self.scope) }
    }

    /// The first of these qualified names that an expression may stand for.
    #[must_use]
    pub fn matches(&self, expr: &'a Expr, names: &[&'static str]) -> Option<&'static str> {
        let paths = self.paths(expr);
        names.iter().copied().find(|name| paths.iter().any(|path| path.is(name)))
    }

    /// The first of these names that an expression, a class of this file, derives from or is.
    #[must_use]
    pub fn derives(&self, expr: &'a Expr, names: &[&'static str]) -> Option<&'static str> {
        let (mut expr, mut scope) = (expr, self.scope);
        for _ in 0..MAX_BASES {
            let paths = self.semantic.paths(expr, scope);
            if let Some(name) = names.iter().copied().find(|name| paths.iter().any(|path| path.is(name))) {
                return Some(name);
            }
            let (class, outer) = self.semantic.class(expr, scope)?;
            (expr, scope) = (class.bases().first()?, outer);
        }
        None
    }

    /// The value of an expression, if it is always the same.
    #[must_use]
    pub fn constant(&self, expr: &'a Expr) -> Option<Constant<'a>> {
        if self.is_shadowed(expr) { None } else { self.semantic.constant(expr, self.scope) }
    }

    /// Whether an expression is always true, or always false.
    #[must_use]
    pub fn truth(&self, expr: &'a Expr) -> Option<bool> {
        if self.is_shadowed(expr) { None } else { self.semantic.truth(expr, self.scope) }
    }

    /// A string that is always the same.
    #[must_use]
    pub fn constant_text(&self, expr: &'a Expr) -> Option<Cow<'a, str>> {
        match self.constant(expr)? {
            Constant::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A string written down in one piece, here or where the name that stands here was bound.
    #[must_use]
    pub fn string(&self, expr: &'a Expr) -> Option<&'a str> {
        if self.is_shadowed(expr) { None } else { self.semantic.string(expr, self.scope) }
    }

    /// The string that an expression builds, as far as it is known.
    #[must_use]
    pub fn text(&self, expr: &'a Expr) -> Text<'a> {
        self.semantic.text(expr, self.scope)
    }

    /// The expression that a name stands for, if it is bound but once; any other is its own.
    #[must_use]
    pub fn value_of(&self, expr: &'a Expr) -> Option<&'a Expr> {
        if self.is_shadowed(expr) { None } else { self.semantic.value_of(expr, self.scope).map(|(value, _)| value) }
    }

    /// The names of the classes and functions around the place; empty at the top of the file.
    #[must_use]
    pub fn qualified(&self) -> String {
        self.semantic.qualified(self.scope)
    }

    /// The source of a node.
    #[must_use]
    pub fn source(&self, node: impl Ranged) -> &'a str {
        let range = node.range();
        self.semantic.source.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default()
    }

    /// The line that a node starts on, up to the node's end.
    #[must_use]
    pub fn line(&self, node: impl Ranged) -> &'a str {
        let range = node.range();
        let before = self.semantic.source.get(..range.start().to_usize()).unwrap_or_default();
        let start = before.floor_char_boundary(before.len().saturating_sub(MAX_LINE_START));
        let near = before.as_bytes().get(start..).unwrap_or_default();
        let start = near
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(start, |newline| start.saturating_add(newline).saturating_add(1));
        self.semantic.source.get(start..range.end().to_usize()).unwrap_or_default()
    }

    fn is_shadowed(&self, expr: &Expr) -> bool {
        !self.shadows.is_empty() && head(expr).is_some_and(|name| self.shadows.contains(&name))
    }
}

/// How far back a line's start is looked for, in bytes.
const MAX_LINE_START: usize = 400;

/// How many classes are followed from one to its first base.
const MAX_BASES: usize = 8;

/// The name that a chain of attributes, calls and items starts with.
fn head(expr: &Expr) -> Option<&str> {
    let mut expr = expr;
    loop {
        expr = match expr {
            Expr::Name(name) => return Some(name.id.as_str()),
            Expr::Attribute(attribute) => &attribute.value,
            Expr::Call(call) => &call.func,
            Expr::Subscript(item) => &item.value,
            _ => return None,
        };
    }
}
