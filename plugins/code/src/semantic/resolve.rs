//! From an expression to the qualified names it may stand for.

use ruff_python_ast::{Expr, ExprAttribute, ExprCall, ExprName, ExprSubscript, StmtClassDef};
use ruff_text_size::Ranged;

use super::{Binding, Bound, Path, ScopeId, ScopeKind, Semantic};

/// How many expressions are looked at to resolve one.
const MAX_STEPS: u32 = 128;
/// How deep they may lie in each other.
const MAX_DEPTH: u32 = 24;
/// How many names one expression may stand for; more are as good as none.
const MAX_PATHS: usize = 8;

impl<'a> Semantic<'a> {
    /// The qualified names that an expression in a scope may stand for; none if nothing is known of it.
    #[must_use]
    pub fn paths(&self, expr: &'a Expr, scope: ScopeId) -> Vec<Path<'a>> {
        let mut resolver = Resolver { semantic: self, steps: MAX_STEPS, found: Vec::new() };
        resolver.resolve(expr, scope, 0);
        resolver.found
    }

    /// The class, defined in this file, that an expression names, and the scope that its bases are to be read in.
    #[must_use]
    pub fn class(&self, expr: &'a Expr, scope: ScopeId) -> Option<(&'a StmtClassDef, ScopeId)> {
        let name = expr.as_name_expr()?;
        let bindings = self.lookup(name.id.as_str(), scope, name.start());
        bindings.iter().rev().find_map(|binding| match binding.bound {
            Bound::Class(class) => Some((class, binding.value_scope)),
            _ => None,
        })
    }
}

struct Resolver<'s, 'a> {
    semantic: &'s Semantic<'a>,
    steps: u32,
    found: Vec<Path<'a>>,
}

impl<'a> Resolver<'_, 'a> {
    fn resolve(&mut self, expr: &'a Expr, scope: ScopeId, depth: u32) {
        if self.steps == 0 || depth > MAX_DEPTH || self.found.len() >= MAX_PATHS {
            return;
        }
        self.steps -= 1;
        match expr {
            Expr::Name(name) => self.name(name, scope, depth),
            Expr::Attribute(attribute) => self.attribute(attribute, scope, depth),
            Expr::Call(call) => self.call(call, scope, depth),
            Expr::Subscript(item) => self.item(item, scope, depth),
            Expr::Named(named) => self.resolve(&named.value, scope, depth + 1),
            Expr::Await(awaited) => self.resolve(&awaited.value, scope, depth + 1),
            Expr::If(choice) => {
                self.resolve(&choice.body, scope, depth + 1);
                self.resolve(&choice.orelse, scope, depth + 1);
            }
            Expr::BoolOp(choice) => choice.values.iter().for_each(|value| self.resolve(value, scope, depth + 1)),
            _ => {}
        }
    }

    /// The names of another expression, each with one more part.
    fn resolve_with(&mut self, expr: &'a Expr, part: &'a str, scope: ScopeId, depth: u32) {
        let outer = std::mem::take(&mut self.found);
        self.resolve(expr, scope, depth + 1);
        let inner = std::mem::replace(&mut self.found, outer);
        self.found.extend(inner.into_iter().filter_map(|path| path.with(part)));
    }

    fn name(&mut self, name: &'a ExprName, scope: ScopeId, depth: u32) {
        let bindings = self.semantic.lookup(name.id.as_str(), scope, name.start());
        if bindings.is_empty() {
            self.unbound(name.id.as_str());
        }
        for binding in bindings {
            self.binding(binding, depth);
        }
    }

    /// A builtin, or a member of a module of which everything was imported.
    fn unbound(&mut self, name: &'a str) {
        if matches!(name, "__builtins__" | "__builtin__") {
            self.found.push(Path::new("builtins"));
            return;
        }
        self.found.extend(Path::new("builtins").with(name));
        let room = MAX_PATHS.saturating_sub(self.found.len());
        self.found.extend(self.semantic.stars.iter().take(room).filter_map(|module| Path::new(module).with(name)));
    }

    fn binding(&mut self, binding: &Binding<'a>, depth: u32) {
        match binding.bound {
            Bound::Module(module) => self.found.push(Path::new(module)),
            Bound::Member { module, name } => self.found.extend(Path::new(module).with(name)),
            Bound::Value(value) | Bound::Context(value) | Bound::Default(value) => {
                self.resolve(value, binding.value_scope, depth + 1);
            }
            Bound::Annotated(annotation) => self.resolve_with(annotation, Path::CALLED, binding.value_scope, depth),
            Bound::Class(_) | Bound::Unknown => {}
        }
    }

    fn attribute(&mut self, attribute: &'a ExprAttribute, scope: ScopeId, depth: u32) {
        let part = attribute.attr.as_str();
        let Some(class) = self.receiver_class(&attribute.value, scope) else {
            return self.resolve_with(&attribute.value, part, scope, depth);
        };
        for binding in self.semantic.members(class, part) {
            self.binding(binding, depth);
        }
    }

    /// The class of which an expression is the receiver of a method.
    fn receiver_class(&self, expr: &Expr, scope: ScopeId) -> Option<ScopeId> {
        let name = expr.as_name_expr()?.id.as_str();
        let mut next = Some(scope);
        while let Some(current) = next.and_then(|id| self.semantic.scope(id)) {
            if current.kind == ScopeKind::Function && current.receiver == Some(name) {
                return current.parent;
            }
            next = current.parent;
        }
        None
    }

    fn call(&mut self, call: &'a ExprCall, scope: ScopeId, depth: u32) {
        let outer = std::mem::take(&mut self.found);
        self.resolve(&call.func, scope, depth + 1);
        let callees = std::mem::replace(&mut self.found, outer);
        for callee in callees {
            if callee.is("builtins.getattr") {
                self.getattr(call, scope, depth);
            } else if callee.is("builtins.__import__") || callee.is("importlib.__import__") {
                let module = call.arguments.find_positional(0).and_then(|name| self.semantic.string(name, scope));
                self.found.extend(module.and_then(|module| module.split('.').next()).map(Path::new));
            } else if callee.is("importlib.import_module") {
                let module = call.arguments.find_positional(0).and_then(|name| self.semantic.string(name, scope));
                self.found.extend(module.map(Path::new));
            } else {
                self.found.extend(callee.with(Path::CALLED));
            }
        }
    }

    fn getattr(&mut self, call: &'a ExprCall, scope: ScopeId, depth: u32) {
        let arguments = &call.arguments;
        if let (Some(object), Some(name)) = (arguments.find_positional(0), arguments.find_positional(1))
            && let Some(part) = self.semantic.string(name, scope)
        {
            self.resolve_with(object, part, scope, depth);
        }
    }

    /// `os.__dict__["system"]`, `globals()["eval"]`, `sys.modules["os"]`.
    fn item(&mut self, item: &'a ExprSubscript, scope: ScopeId, depth: u32) {
        let Some(key) = self.semantic.string(&item.slice, scope) else { return };
        match item.value.as_ref() {
            Expr::Attribute(attribute) if attribute.attr.as_str() == "__dict__" => {
                self.resolve_with(&attribute.value, key, scope, depth);
            }
            value => {
                for path in self.semantic.paths_within(value, scope, self.steps) {
                    if path.is("sys.modules") {
                        self.found.push(Path::new(key));
                    } else if path.is("builtins.globals()") {
                        self.global(key, depth);
                    } else if path.is("builtins") {
                        self.found.extend(path.with(key));
                    }
                }
            }
        }
    }

    fn global(&mut self, name: &'a str, depth: u32) {
        let end = ruff_text_size::TextSize::new(u32::MAX);
        let bindings = self.semantic.lookup(name, ScopeId::MODULE, end);
        if bindings.is_empty() {
            self.unbound(name);
        }
        for binding in bindings {
            self.binding(binding, depth);
        }
    }
}

impl<'a> Semantic<'a> {
    /// [`Semantic::paths`] at the cost of at most half of the steps that are left.
    fn paths_within(&self, expr: &'a Expr, scope: ScopeId, steps: u32) -> Vec<Path<'a>> {
        let mut resolver = Resolver { semantic: self, steps: steps / 2, found: Vec::new() };
        resolver.resolve(expr, scope, MAX_DEPTH / 2);
        resolver.found
    }
}
