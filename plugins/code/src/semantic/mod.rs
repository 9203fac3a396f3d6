//! What the names in a module mean, as far as one file shows it.
//!
//! [`Semantic::new`] walks the statements once and notes what each scope binds. All else is worked out when a rule asks, so
//! that code unlike any rule costs nothing.

mod bind;
mod constant;
mod format;
mod path;
mod resolve;
mod scope;
mod text;

#[cfg(test)]
mod tests;

use std::cell::OnceCell;

use ruff_python_ast::ModModule;
use ruff_text_size::TextSize;

pub use constant::Constant;
pub use path::Path;
pub use scope::{Binding, Bound, Scope, ScopeId, ScopeKind};
pub use text::{Piece, Text};

/// The scopes of a module and what they bind.
#[derive(Debug)]
pub struct Semantic<'a> {
    /// In the order of the source, the module's first.
    scopes: Vec<Scope<'a>>,
    /// In the order of the source.
    bindings: Vec<Binding<'a>>,
    /// Positions in `bindings`, by scope and name; made at the first look-up.
    order: OnceCell<Vec<u32>>,
    /// Modules of which everything was imported.
    stars: Vec<&'a str>,
    /// Names that stand for something whose own last name a rule knows, sorted.
    aliases: Vec<&'a str>,
    /// The text that was parsed.
    pub source: &'a str,
}

impl<'a> Semantic<'a> {
    /// Of a module that is not nested too deeply. `is_known` says of the last part of a qualified name whether a rule has
    /// one like it.
    pub fn new(module: &'a ModModule, source: &'a str, is_known: &dyn Fn(&str) -> bool) -> Self {
        bind::bind(module, source, is_known)
    }

    /// Whether a name may stand for something that a rule knows under another.
    #[must_use]
    pub fn is_alias(&self, name: &str) -> bool {
        !self.aliases.is_empty() && self.aliases.binary_search(&name).is_ok()
    }

    /// The scope that a definition opens; `definition` is the offset of the name that it defines.
    #[must_use]
    pub fn scope_at(&self, definition: TextSize) -> Option<ScopeId> {
        let index =
            self.scopes.binary_search_by_key(&(definition, true), |scope| (scope.at, scope.parent.is_some())).ok()?;
        Some(ScopeId::new(index))
    }

    /// A scope.
    #[must_use]
    pub fn scope(&self, id: ScopeId) -> Option<&Scope<'a>> {
        self.scopes.get(id.index())
    }

    /// The names of the classes and functions around and of a scope: `Client.fetch`; empty for the module.
    #[must_use]
    pub fn qualified(&self, id: ScopeId) -> String {
        let mut names = Vec::new();
        let mut next = Some(id);
        while let Some(scope) = next.and_then(|id| self.scope(id)) {
            if scope.kind != ScopeKind::Module {
                names.push(scope.name);
            }
            next = scope.parent;
        }
        names.reverse();
        names.join(".")
    }

    /// What a name may be bound to at a place, the latest last; empty if nothing binds it.
    #[must_use]
    pub fn lookup(&self, name: &str, scope: ScopeId, at: TextSize) -> Vec<&Binding<'a>> {
        let mut next = Some(scope);
        while let Some(id) = next {
            let Some(current) = self.scope(id) else { break };
            if id == scope || current.kind != ScopeKind::Class {
                let before = (id == scope).then_some(at);
                let found = self.reaching(self.positions(id, false, name), before);
                if !found.is_empty() {
                    return found;
                }
            }
            next = current.parent;
        }
        Vec::new()
    }

    /// What an attribute of `self` may be bound to in the methods and the body of a class.
    #[must_use]
    pub fn members(&self, class: ScopeId, name: &str) -> Vec<&Binding<'a>> {
        let mut found = self.reaching(self.positions(class, false, name), None);
        found.extend(self.reaching(self.positions(class, true, name), None));
        found
    }

    /// The bindings that may hold at an offset of their own scope, or at its end: the last that always happens, and those
    /// after it that may. Looks at no more than a few of them.
    fn reaching(&self, positions: &[u32], before: Option<TextSize>) -> Vec<&Binding<'a>> {
        let is_before =
            |position: &u32| before.is_none_or(|offset| self.binding(*position).is_some_and(|binding| binding.at <= offset));
        let end = positions.partition_point(is_before);
        let mut found = Vec::new();
        for binding in positions.get(..end).unwrap_or_default().iter().rev().filter_map(|position| self.binding(*position)) {
            found.push(binding);
            if !binding.conditional || found.len() >= MAX_CANDIDATES {
                break;
            }
        }
        found.reverse();
        if found.is_empty() {
            // In a loop the binding below comes first.
            found.extend(positions.iter().take(MAX_CANDIDATES).filter_map(|position| self.binding(*position)));
        }
        found
    }

    fn binding(&self, position: u32) -> Option<&Binding<'a>> {
        self.bindings.get(usize::try_from(position).ok()?)
    }

    /// Positions in `bindings` of those of a name, in the order of the source.
    fn positions(&self, scope: ScopeId, member: bool, name: &str) -> &[u32] {
        let key = (scope, member, name);
        let order = self.order.get_or_init(|| self.sorted());
        let is_key = |position: &u32| self.binding(*position).is_some_and(|binding| binding.key() == key);
        let start = order.partition_point(|position| self.binding(*position).is_some_and(|binding| binding.key() < key));
        let rest = order.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(is_key)).unwrap_or_default()
    }

    fn sorted(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..u32::try_from(self.bindings.len()).unwrap_or(u32::MAX)).collect();
        let key = |position: &u32| self.binding(*position).map(Binding::key);
        // Stable, so that those of one name stay in the order of the source.
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        order
    }
}

/// More values than this that a name may have are as good as none.
const MAX_CANDIDATES: usize = 8;
