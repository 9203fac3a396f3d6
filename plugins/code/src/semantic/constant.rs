//! The values of expressions that do not depend on anything.

use std::borrow::Cow;

use ruff_python_ast::{Expr, ExprDict, Number, UnaryOp};
use ruff_text_size::Ranged;

use super::{Bound, ScopeId, Semantic};

/// How many names are followed from one to the next.
const MAX_HOPS: u32 = 8;

/// A value known without running anything.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant<'a> {
    /// A string.
    Text(Cow<'a, str>),
    /// A whole number that fits.
    Integer(i64),
    /// `True` or `False`.
    Boolean(bool),
    /// `None`.
    None,
}

impl<'a> Semantic<'a> {
    /// The value of an expression, if it is always the same.
    #[must_use]
    pub fn constant(&self, expr: &'a Expr, scope: ScopeId) -> Option<Constant<'a>> {
        let (expr, scope) = self.value_of(expr, scope)?;
        match expr {
            Expr::BooleanLiteral(literal) => Some(Constant::Boolean(literal.value)),
            Expr::NoneLiteral(_) => Some(Constant::None),
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(integer) => integer.as_i64().map(Constant::Integer),
                _ => None,
            },
            Expr::UnaryOp(unary) if unary.op == UnaryOp::USub => match self.constant(&unary.operand, scope)? {
                Constant::Integer(value) => value.checked_neg().map(Constant::Integer),
                _ => None,
            },
            Expr::StringLiteral(literal) => Some(Constant::Text(Cow::Borrowed(literal.value.to_str()))),
            Expr::FString(_) | Expr::BinOp(_) | Expr::Call(_) => {
                self.text(expr, scope).constant().map(|text| Constant::Text(Cow::Owned(text)))
            }
            _ => None,
        }
    }

    /// Whether an expression is always true, or always false.
    #[must_use]
    pub fn truth(&self, expr: &'a Expr, scope: ScopeId) -> Option<bool> {
        if let Expr::UnaryOp(unary) = expr
            && unary.op == UnaryOp::Not
            && !unary.operand.is_unary_op_expr()
        {
            return self.truth(&unary.operand, scope).map(|truth| !truth);
        }
        match self.value_of(expr, scope)?.0 {
            Expr::List(list) => return Some(!list.elts.is_empty()),
            Expr::Tuple(tuple) => return Some(!tuple.elts.is_empty()),
            Expr::Dict(dict) => return Some(!dict.items.is_empty()),
            Expr::Lambda(_) => return Some(true),
            _ => {}
        }
        Some(match self.constant(expr, scope)? {
            Constant::Text(text) => !text.is_empty(),
            Constant::Integer(value) => value != 0,
            Constant::Boolean(value) => value,
            Constant::None => false,
        })
    }

    /// A string written down in one piece, here or where the name that stands here was bound.
    #[must_use]
    pub fn string(&self, expr: &'a Expr, scope: ScopeId) -> Option<&'a str> {
        match self.value_of(expr, scope)?.0 {
            Expr::StringLiteral(literal) => Some(literal.value.to_str()),
            _ => None,
        }
    }

    /// The dictionary that an expression is, as written down, and the scope to read it in.
    #[must_use]
    pub fn dictionary(&self, expr: &'a Expr, scope: ScopeId) -> Option<(&'a ExprDict, ScopeId)> {
        let (expr, scope) = self.value_of(expr, scope)?;
        expr.as_dict_expr().map(|dict| (dict, scope))
    }

    /// The expression that a name stands for, if it is bound but once, and the scope to read it in; any other expression
    /// is its own.
    #[must_use]
    pub fn value_of(&self, expr: &'a Expr, scope: ScopeId) -> Option<(&'a Expr, ScopeId)> {
        let (mut expr, mut scope) = (expr, scope);
        for _ in 0..MAX_HOPS {
            let Expr::Name(name) = expr else { return Some((expr, scope)) };
            let bindings = self.lookup(name.id.as_str(), scope, name.start());
            let [binding] = bindings.as_slice() else { return None };
            let Bound::Value(value) = binding.bound else { return None };
            (expr, scope) = (value, binding.value_scope);
        }
        None
    }
}
