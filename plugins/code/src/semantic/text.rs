//! Strings that are built of pieces, some of them known.

use std::borrow::Cow;
use std::cell::Cell;

use ruff_python_ast::{Arguments, Expr, ExprCall, ExprFString, FStringPart, InterpolatedStringElement, Operator};

use super::format::{self, Slot};
use super::{ScopeId, Semantic};

/// How many expressions are looked at for one text.
const MAX_STEPS: u32 = 256;
/// How deep they may lie in each other.
const MAX_DEPTH: u32 = 64;
/// Bytes of a text that are put together.
const MAX_LENGTH: usize = 16 * 1024;

/// A string, as far as it is known.
#[derive(Debug, Default)]
pub struct Text<'a> {
    /// In order.
    pub pieces: Vec<Piece<'a>>,
}

/// A part of a string.
#[derive(Debug, Clone)]
pub enum Piece<'a> {
    /// Known.
    Literal(Cow<'a, str>),
    /// The value of an expression.
    Hole(&'a Expr),
}

impl<'a> Text<'a> {
    /// Stands for the holes in [`Text::flat`]: a letter that no file has a use for.
    pub const HOLE: char = '\u{fffc}';

    /// All of it, if it is known.
    #[must_use]
    pub fn constant(&self) -> Option<String> {
        self.pieces.iter().all(|piece| matches!(piece, Piece::Literal(_))).then(|| self.flat())
    }

    /// Whether nothing of it is unknown.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.holes().next().is_none()
    }

    /// What it is made of besides what is known.
    pub fn holes(&self) -> impl Iterator<Item = &'a Expr> + '_ {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Hole(expr) => Some(*expr),
            Piece::Literal(_) => None,
        })
    }

    /// In one string, with [`Text::HOLE`] for what is not known.
    #[must_use]
    pub fn flat(&self) -> String {
        let mut flat = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) if flat.len().saturating_add(literal.len()) <= MAX_LENGTH => flat.push_str(literal),
                Piece::Literal(_) => break,
                Piece::Hole(_) => flat.push(Text::HOLE),
            }
        }
        flat
    }

    /// What it is known to start with; empty if that is unknown.
    #[must_use]
    pub fn start(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Literal(literal)) => literal,
            _ => "",
        }
    }
}

impl<'a> Semantic<'a> {
    /// The string that an expression builds. Of any other expression: one hole.
    #[must_use]
    pub fn text(&self, expr: &'a Expr, scope: ScopeId) -> Text<'a> {
        let builder = Builder { semantic: self, steps: Cell::new(MAX_STEPS) };
        let mut text = Text::default();
        builder.add(expr, scope, 0, &mut text.pieces);
        text
    }
}

struct Builder<'s, 'a> {
    semantic: &'s Semantic<'a>,
    steps: Cell<u32>,
}

type Pieces<'a> = Vec<Piece<'a>>;

impl<'a> Builder<'_, 'a> {
    fn add(&self, expr: &'a Expr, scope: ScopeId, depth: u32, pieces: &mut Pieces<'a>) {
        if self.steps.get() == 0 || depth > MAX_DEPTH {
            return pieces.push(Piece::Hole(expr));
        }
        self.steps.set(self.steps.get().saturating_sub(1));
        let depth = depth.saturating_add(1);
        let known = match expr {
            Expr::StringLiteral(literal) => {
                pieces.push(Piece::Literal(Cow::Borrowed(literal.value.to_str())));
                true
            }
            Expr::NumberLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) => {
                pieces.push(Piece::Literal(Cow::Borrowed("0")));
                true
            }
            Expr::FString(formatted) => {
                self.formatted(formatted, scope, depth, pieces);
                true
            }
            Expr::BinOp(operation) if operation.op == Operator::Add => {
                self.sum(expr, scope, depth, pieces);
                true
            }
            Expr::BinOp(operation) if operation.op == Operator::Mod => {
                self.percent(&operation.left, &operation.right, scope, depth, pieces)
            }
            Expr::BinOp(operation) if operation.op == Operator::Mult => self.repeated(&operation.left, scope, depth, pieces),
            Expr::Call(call) => self.call(call, scope, depth, pieces),
            Expr::Name(_) => self.name(expr, scope, depth, pieces),
            _ => false,
        };
        if !known {
            pieces.push(Piece::Hole(expr));
        }
    }

    /// A sum, from its first term on: it is as deep as it has terms.
    fn sum(&self, expr: &'a Expr, scope: ScopeId, depth: u32, pieces: &mut Pieces<'a>) {
        let mut terms = Vec::new();
        let mut left = expr;
        while let Expr::BinOp(operation) = left
            && operation.op == Operator::Add
        {
            terms.push(operation.right.as_ref());
            left = &operation.left;
        }
        terms.push(left);
        terms.iter().rev().for_each(|term| self.add(term, scope, depth, pieces));
    }

    fn name(&self, expr: &'a Expr, scope: ScopeId, depth: u32, pieces: &mut Pieces<'a>) -> bool {
        let Some((value, value_scope)) = self.semantic.value_of(expr, scope) else { return false };
        if value.is_name_expr() || !is_textual(value) {
            return false;
        }
        self.add(value, value_scope, depth, pieces);
        true
    }

    fn formatted(&self, formatted: &'a ExprFString, scope: ScopeId, depth: u32, pieces: &mut Pieces<'a>) {
        for part in formatted.value.iter() {
            match part {
                FStringPart::Literal(literal) => pieces.push(Piece::Literal(Cow::Borrowed(literal.as_str()))),
                FStringPart::FString(inner) => inner.elements.iter().for_each(|element| match element {
                    InterpolatedStringElement::Literal(literal) => {
                        pieces.push(Piece::Literal(Cow::Borrowed(&literal.value)))
                    }
                    InterpolatedStringElement::Interpolation(hole) => {
                        let format = hole.format_spec.as_ref().and_then(|format| format.elements.literals().last());
                        match format {
                            Some(format) if format::is_numeric(&format.value) => {
                                pieces.push(Piece::Literal(Cow::Borrowed("0")))
                            }
                            _ => self.add(&hole.expression, scope, depth, pieces),
                        }
                    }
                }),
            }
        }
    }

    /// `"…" % …`
    fn percent(&self, left: &'a Expr, right: &'a Expr, scope: ScopeId, depth: u32, pieces: &mut Pieces<'a>) -> bool {
        let Some(template) = self.known(left, scope, depth) else { return false };
        let mut next = 0;
        for slot in format::percent(&template) {
            match slot {
                Slot::Literal(literal) => pieces.push(Piece::Literal(Cow::Owned(literal))),
                Slot::Number => {
                    next += 1;
                    pieces.push(Piece::Literal(Cow::Borrowed("0")));
                }
                Slot::Next => {
                    let value = match right {
                        Expr::Tuple(tuple) => tuple.elts.get(next).unwrap_or(right),
                        _ => right,
                    };
                    next += 1;
                    self.add(value, scope, depth, pieces);
                }
                Slot::Named(name) => {
                    let items =
                        self.semantic.dictionary(right, scope).map(|(dict, _)| dict.items.as_slice()).unwrap_or_default();
                    let value = items.iter().find(|item| item.key.as_ref().is_some_and(|key| is_literal(key, &name)));
                    self.add(value.map_or(right, |item| &item.value), scope, depth, pieces);
                }
                Slot::Position(_) => {}
            }
        }
        true
    }

    fn call(&self, call: &'a ExprCall, scope: ScopeId, depth: u32, pieces: &mut Pieces<'a>) -> bool {
        let arguments = &call.arguments;
        match call.func.as_ref() {
            Expr::Name(function) => match (function.id.as_str(), arguments.args.as_ref()) {
                ("int" | "float" | "len" | "bool" | "id" | "ord" | "round", [_]) => {
                    pieces.push(Piece::Literal(Cow::Borrowed("0")));
                    true
                }
                ("str" | "dedent", [value]) => {
                    self.add(value, scope, depth, pieces);
                    true
                }
                _ => false,
            },
            Expr::Attribute(method) => match (method.attr.as_str(), arguments.args.as_ref()) {
                ("format", _) => self.format_method(&method.value, arguments, scope, depth, pieces),
                ("join", [parts]) => self.join(&method.value, parts, scope, depth, pieces),
                ("replace", [old, new, ..]) => self.replace(&method.value, old, new, scope, depth, pieces),
                ("strip" | "lstrip" | "rstrip" | "lower" | "upper", []) | ("encode", _) => {
                    self.add(&method.value, scope, depth, pieces);
                    true
                }
                ("dedent", [value]) => {
                    self.add(value, scope, depth, pieces);
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn format_method(
        &self,
        template: &'a Expr,
        arguments: &'a Arguments,
        scope: ScopeId,
        depth: u32,
        pieces: &mut Pieces<'a>,
    ) -> bool {
        let Some(known) = self.known(template, scope, depth) else { return false };
        let mut next = 0;
        for slot in format::braces(&known) {
            let value = match slot {
                Slot::Literal(literal) => {
                    pieces.push(Piece::Literal(Cow::Owned(literal)));
                    continue;
                }
                Slot::Number => {
                    pieces.push(Piece::Literal(Cow::Borrowed("0")));
                    next += 1;
                    continue;
                }
                Slot::Next => {
                    next += 1;
                    arguments.find_positional(next - 1)
                }
                Slot::Position(position) => arguments.find_positional(position),
                Slot::Named(name) => arguments.find_keyword(&name).map(|keyword| &keyword.value),
            };
            match value {
                Some(value) => self.add(value, scope, depth, pieces),
                None => pieces.push(Piece::Hole(template)),
            }
        }
        true
    }

    fn join(&self, separator: &'a Expr, parts: &'a Expr, scope: ScopeId, depth: u32, pieces: &mut Pieces<'a>) -> bool {
        let Expr::StringLiteral(separator) = separator else { return false };
        let elements = match parts {
            Expr::List(list) => &list.elts,
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::BinOp(operation) if operation.op == Operator::Mult => {
                return self.repeated(&operation.left, scope, depth, pieces);
            }
            Expr::Generator(generator) => return self.repeated(&generator.elt, scope, depth, pieces),
            Expr::ListComp(generator) => return self.repeated(&generator.elt, scope, depth, pieces),
            _ => return false,
        };
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                pieces.push(Piece::Literal(Cow::Borrowed(separator.value.to_str())));
            }
            self.add(element, scope, depth, pieces);
        }
        true
    }

    /// The same known text any number of times, as for placeholders: `", ".join(["?"] * n)`. Once will do.
    fn repeated(&self, element: &'a Expr, scope: ScopeId, depth: u32, pieces: &mut Pieces<'a>) -> bool {
        let element = match element {
            Expr::List(list) => match list.elts.as_slice() {
                [element] => element,
                _ => return false,
            },
            _ => element,
        };
        let Some(known) = self.known(element, scope, depth) else { return false };
        pieces.push(Piece::Literal(Cow::Owned(known)));
        true
    }

    fn replace(
        &self,
        text: &'a Expr,
        old: &'a Expr,
        new: &'a Expr,
        scope: ScopeId,
        depth: u32,
        pieces: &mut Pieces<'a>,
    ) -> bool {
        let (Some(known), Some(old)) = (self.known(text, scope, depth), self.known(old, scope, depth)) else { return false };
        if old.is_empty() {
            return false;
        }
        for (index, part) in known.splitn(16, &old).enumerate() {
            if index > 0 {
                self.add(new, scope, depth, pieces);
            }
            pieces.push(Piece::Literal(Cow::Owned(part.to_owned())));
        }
        true
    }

    fn known(&self, expr: &'a Expr, scope: ScopeId, depth: u32) -> Option<String> {
        let mut text = Text::default();
        self.add(expr, scope, depth, &mut text.pieces);
        text.constant()
    }
}

fn is_literal(expr: &Expr, text: &str) -> bool {
    expr.as_string_literal_expr().is_some_and(|literal| literal.value.to_str() == text)
}

/// Whether an expression is of a kind that builds strings.
fn is_textual(expr: &Expr) -> bool {
    matches!(expr, Expr::StringLiteral(_) | Expr::FString(_) | Expr::BinOp(_) | Expr::Call(_) | Expr::NumberLiteral(_))
}
