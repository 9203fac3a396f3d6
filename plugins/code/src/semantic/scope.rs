//! Scopes and bindings.

use ruff_python_ast::{Expr, StmtClassDef};
use ruff_text_size::TextSize;

/// A scope of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopeId(u32);

impl ScopeId {
    /// The module's own.
    pub const MODULE: ScopeId = ScopeId(0);

    pub(super) fn new(index: usize) -> Self {
        ScopeId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    pub(super) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// What opened a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    /// The file.
    Module,
    /// `class`: its names are not seen from the functions inside.
    Class,
    /// `def`.
    Function,
}

/// A scope. Lambdas and comprehensions are none here: the walker keeps their names.
#[derive(Debug)]
pub struct Scope<'a> {
    /// What opened it.
    pub kind: ScopeKind,
    /// The one around.
    pub parent: Option<ScopeId>,
    /// Of the class or function.
    pub name: &'a str,
    /// Where that name stands.
    pub at: TextSize,
    /// A method's first parameter.
    pub receiver: Option<&'a str>,
}

/// One way in which a name of a scope gets a value.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The scope that the name belongs to.
    pub scope: ScopeId,
    /// The name.
    pub name: &'a str,
    /// Whether it is an attribute that a method of the class `scope` sets on its receiver.
    pub member: bool,
    /// Where it takes effect.
    pub at: TextSize,
    /// Whether it may not happen although the scope is run: in a branch, a loop, a `try`.
    pub conditional: bool,
    /// The scope in which what it is bound to is to be read.
    pub value_scope: ScopeId,
    /// To what.
    pub bound: Bound<'a>,
}

impl<'a> Binding<'a> {
    pub(super) fn key(&self) -> (ScopeId, bool, &'a str) {
        (self.scope, self.member, self.name)
    }
}

/// What a name is bound to.
#[derive(Debug, Clone, Copy)]
pub enum Bound<'a> {
    /// A module, by its full name.
    Module(&'a str),
    /// A member of a module.
    Member {
        /// The module's full name.
        module: &'a str,
        /// The member's.
        name: &'a str,
    },
    /// The value of an expression.
    Value(&'a Expr),
    /// What entering a context manager gives.
    Context(&'a Expr),
    /// The default value of a parameter.
    Default(&'a Expr),
    /// Something of a type.
    Annotated(&'a Expr),
    /// A class defined here.
    Class(&'a StmtClassDef),
    /// Anything.
    Unknown,
}
