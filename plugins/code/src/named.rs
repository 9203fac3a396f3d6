//! A value that is given a name, in whatever way.

use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::{Ranged, TextRange};

/// How a value comes to its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// `name = value`
    Variable,
    /// `object.name = value`
    Attribute,
    /// `mapping["name"] = value`
    Item,
    /// `{"name": value}`
    Key,
    /// `f(name=value)`
    Keyword,
    /// `def f(name=value)`
    Default,
    /// `name == value`
    Comparison,
}

/// A value and the name that it is given. Only values that are written down as a literal or built of one come here.
#[derive(Debug, Clone, Copy)]
pub struct NamedValue<'a> {
    /// The name: the last part of it.
    pub name: &'a str,
    /// The value.
    pub value: &'a Expr,
    /// How it is given.
    pub naming: Naming,
    /// What is named, where that is an expression.
    pub target: Option<&'a Expr>,
    /// The call that a keyword belongs to.
    pub call: Option<&'a ExprCall>,
    /// Name and value.
    pub range: TextRange,
}

impl Ranged for NamedValue<'_> {
    fn range(&self) -> TextRange {
        self.range
    }
}

impl<'a> NamedValue<'a> {
    /// Of an assignment or a comparison; none if the target has no name.
    #[must_use]
    pub fn of(target: &'a Expr, value: &'a Expr, range: TextRange) -> Option<Self> {
        let (name, naming) = match target {
            Expr::Name(name) => (name.id.as_str(), Naming::Variable),
            Expr::Attribute(attribute) => (attribute.attr.as_str(), Naming::Attribute),
            Expr::Subscript(item) => (item.slice.as_string_literal_expr()?.value.to_str(), Naming::Item),
            _ => return None,
        };
        Some(NamedValue { name, value, naming, target: Some(target), call: None, range })
    }
}

/// Whether rules look at a value of this kind.
#[must_use]
pub fn is_of_interest(value: &Expr) -> bool {
    matches!(
        value,
        Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::FString(_)
            | Expr::BinOp(_)
    )
}
