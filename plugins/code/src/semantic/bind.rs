//! The pass over a module's statements that notes what each scope binds.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{
    ExceptHandler, Expr, ModModule, Parameters, Pattern, Stmt, StmtClassDef, StmtFunctionDef, StmtImportFrom, StmtTry,
    WithItem,
};
use ruff_text_size::{Ranged, TextSize};

use super::{Binding, Bound, Scope, ScopeId, ScopeKind, Semantic};

pub(super) fn bind<'a>(module: &'a ModModule, source: &'a str, is_known: &dyn Fn(&str) -> bool) -> Semantic<'a> {
    let file = Scope { kind: ScopeKind::Module, parent: None, name: "", at: TextSize::new(0), receiver: None };
    let mut binder = Binder {
        scopes: vec![file],
        bindings: Vec::new(),
        stars: Vec::new(),
        aliases: Vec::new(),
        redirected: Vec::new(),
        current: ScopeId::MODULE,
        conditional: false,
        has_walrus: memchr::memmem::find(source.as_bytes(), b":=").is_some(),
        is_known,
    };
    binder.statements(&module.body);
    let Binder { scopes, bindings, stars, mut aliases, .. } = binder;
    aliases.sort_unstable();
    aliases.dedup();
    Semantic { scopes, bindings, order: std::cell::OnceCell::new(), stars, aliases, source }
}

struct Binder<'a, 'k> {
    scopes: Vec<Scope<'a>>,
    bindings: Vec<Binding<'a>>,
    stars: Vec<&'a str>,
    aliases: Vec<&'a str>,
    /// Names that a scope declares to be those of another: `global`, `nonlocal`.
    redirected: Vec<(ScopeId, &'a str, ScopeId)>,
    current: ScopeId,
    conditional: bool,
    /// Only then expressions need to be looked into.
    has_walrus: bool,
    is_known: &'k dyn Fn(&str) -> bool,
}

impl<'a> Binder<'a, '_> {
    fn statements(&mut self, body: &'a [Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    /// Statements that may not run although those around them do.
    fn branch(&mut self, body: &'a [Stmt]) {
        let before = std::mem::replace(&mut self.conditional, true);
        self.statements(body);
        self.conditional = before;
    }

    fn statement(&mut self, statement: &'a Stmt) {
        if self.has_walrus {
            self.walruses(statement);
        }
        match statement {
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.target(target, Bound::Value(&assign.value), statement.end());
                }
            }
            Stmt::AnnAssign(assign) => {
                let bound = assign.value.as_deref().map_or(Bound::Annotated(&assign.annotation), Bound::Value);
                self.target(&assign.target, bound, statement.end());
            }
            Stmt::AugAssign(assign) => self.maybe(&assign.target, statement.end()),
            Stmt::Import(_) | Stmt::ImportFrom(_) => self.import(statement),
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Global(global) => global.names.iter().for_each(|name| self.redirect(name.as_str(), ScopeId::MODULE)),
            Stmt::Nonlocal(nonlocal) => {
                let parent = self.enclosing_function();
                nonlocal.names.iter().for_each(|name| self.redirect(name.as_str(), parent));
            }
            _ => self.compound(statement),
        }
    }

    /// Statements that hold others without a scope of their own.
    fn compound(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::For(each) => {
                self.maybe(&each.target, each.iter.end());
                self.branch(&each.body);
                self.branch(&each.orelse);
            }
            Stmt::While(each) => {
                self.branch(&each.body);
                self.branch(&each.orelse);
            }
            Stmt::If(choice) => {
                self.branch(&choice.body);
                for clause in &choice.elif_else_clauses {
                    self.branch(&clause.body);
                }
            }
            Stmt::With(with) => {
                with.items.iter().for_each(|item| self.with_item(item));
                self.statements(&with.body);
            }
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::Match(choice) => {
                for case in &choice.cases {
                    self.pattern(&case.pattern);
                    self.branch(&case.body);
                }
            }
            _ => {}
        }
    }

    fn attempt(&mut self, attempt: &'a StmtTry) {
        self.branch(&attempt.body);
        for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
            if let Some(name) = &handler.name {
                self.bind_if(name.as_str(), Bound::Unknown, name.end(), true);
            }
            self.branch(&handler.body);
        }
        self.branch(&attempt.orelse);
        self.statements(&attempt.finalbody);
    }

    fn import(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let module = alias.name.as_str();
                    let (name, bound) = match &alias.asname {
                        Some(name) => (name.as_str(), module),
                        None => (first_part(module), first_part(module)),
                    };
                    self.bind(name, Bound::Module(canonical(bound)), statement.end());
                }
            }
            Stmt::ImportFrom(import) => self.import_from(import),
            _ => {}
        }
    }

    fn import_from(&mut self, import: &'a StmtImportFrom) {
        let module = import.module.as_ref().map(|module| canonical(module.as_str())).filter(|_| import.level == 0);
        for alias in &import.names {
            let member = alias.name.as_str();
            match module {
                Some(module) if member == "*" => self.stars.push(module),
                Some(module) => {
                    let name = alias.asname.as_ref().map_or(member, |name| name.as_str());
                    if name != member && (self.is_known)(member) {
                        self.aliases.push(name);
                    }
                    let bound = if module == "six.moves" {
                        Bound::Module(canonical(member))
                    } else {
                        Bound::Member { module, name: member }
                    };
                    self.bind(name, bound, import.end());
                }
                // A module of this project: what it holds is not known here.
                None if member == "*" => {}
                None => {
                    let name = alias.asname.as_ref().map_or(member, |name| name.as_str());
                    self.bind(name, Bound::Unknown, import.end());
                }
            }
        }
    }

    fn function(&mut self, function: &'a StmtFunctionDef) {
        self.bind(function.name.as_str(), Bound::Unknown, function.end());
        let in_class = self.scopes.get(self.current.index()).is_some_and(|scope| scope.kind == ScopeKind::Class);
        let first = function.parameters.iter().next().map(|parameter| parameter.name().as_str());
        let scope = Scope {
            kind: ScopeKind::Function,
            parent: Some(self.current),
            name: function.name.as_str(),
            at: function.name.start(),
            receiver: first.filter(|_| in_class),
        };
        self.inside(scope, |binder| {
            binder.parameters(&function.parameters);
            binder.statements(&function.body);
        });
    }

    fn class(&mut self, class: &'a StmtClassDef) {
        self.bind(class.name.as_str(), Bound::Class(class), class.end());
        let parent = Some(self.current);
        let scope =
            Scope { kind: ScopeKind::Class, parent, name: class.name.as_str(), at: class.name.start(), receiver: None };
        self.inside(scope, |binder| binder.statements(&class.body));
    }

    fn inside(&mut self, scope: Scope<'a>, body: impl FnOnce(&mut Self)) {
        let id = ScopeId::new(self.scopes.len());
        self.scopes.push(scope);
        let outer = std::mem::replace(&mut self.current, id);
        let conditional = std::mem::replace(&mut self.conditional, false);
        body(self);
        self.current = outer;
        self.conditional = conditional;
    }

    fn parameters(&mut self, parameters: &'a Parameters) {
        let at = parameters.start();
        for parameter in parameters.iter_non_variadic_params() {
            let bound = match (parameter.annotation(), parameter.default()) {
                (Some(annotation), _) => Bound::Annotated(annotation),
                (None, Some(default)) => {
                    self.note_alias(parameter.name().as_str(), default);
                    Bound::Default(default)
                }
                (None, None) => Bound::Unknown,
            };
            self.bind(parameter.name().as_str(), bound, at);
        }
        for parameter in parameters.vararg.iter().chain(&parameters.kwarg) {
            self.bind(parameter.name.as_str(), Bound::Unknown, at);
        }
    }

    fn with_item(&mut self, item: &'a WithItem) {
        if let Some(target) = item.optional_vars.as_deref() {
            self.target(target, Bound::Context(&item.context_expr), item.end());
        }
    }

    fn pattern(&mut self, pattern: &'a Pattern) {
        let at = pattern.end();
        match pattern {
            Pattern::MatchAs(capture) => {
                if let Some(name) = &capture.name {
                    self.bind_if(name.as_str(), Bound::Unknown, at, true);
                }
                if let Some(inner) = capture.pattern.as_deref() {
                    self.pattern(inner);
                }
            }
            Pattern::MatchStar(star) => {
                if let Some(name) = &star.name {
                    self.bind_if(name.as_str(), Bound::Unknown, at, true);
                }
            }
            Pattern::MatchSequence(sequence) => sequence.patterns.iter().for_each(|inner| self.pattern(inner)),
            Pattern::MatchMapping(mapping) => mapping.patterns.iter().for_each(|inner| self.pattern(inner)),
            Pattern::MatchClass(class) => {
                class.arguments.patterns.iter().for_each(|inner| self.pattern(inner));
                class.arguments.keywords.iter().for_each(|keyword| self.pattern(&keyword.pattern));
            }
            Pattern::MatchOr(alternatives) => alternatives.patterns.iter().for_each(|inner| self.pattern(inner)),
            Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
        }
    }

    fn walruses(&mut self, statement: &'a Stmt) {
        let mut finder = Walruses { found: Vec::new(), depth: 0 };
        finder.visit_stmt(statement);
        for (name, value, at) in finder.found {
            self.note_alias(name, value);
            self.bind_if(name, Bound::Value(value), at, true);
        }
    }

    fn target(&mut self, target: &'a Expr, bound: Bound<'a>, at: TextSize) {
        match target {
            Expr::Name(name) => {
                if let Bound::Value(value) = bound {
                    self.note_alias(name.id.as_str(), value);
                }
                self.bind(name.id.as_str(), bound, at);
            }
            Expr::Attribute(attribute) => {
                if let Expr::Name(receiver) = attribute.value.as_ref() {
                    self.member(receiver.id.as_str(), attribute.attr.as_str(), bound, at);
                }
            }
            _ => self.maybe(target, at),
        }
    }

    /// Names that get a value of which nothing is known.
    fn maybe(&mut self, target: &'a Expr, at: TextSize) {
        match target {
            Expr::Name(name) => self.bind_if(name.id.as_str(), Bound::Unknown, at, true),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|inner| self.maybe(inner, at)),
            Expr::List(list) => list.elts.iter().for_each(|inner| self.maybe(inner, at)),
            Expr::Starred(starred) => self.maybe(&starred.value, at),
            _ => {}
        }
    }

    fn member(&mut self, receiver: &'a str, name: &'a str, bound: Bound<'a>, at: TextSize) {
        let Some(function) = self.scopes.get(self.current.index()) else { return };
        let (Some(class), true) = (function.parent, function.receiver == Some(receiver)) else { return };
        if let Bound::Value(value) = bound {
            self.note_alias(name, value);
        }
        let value_scope = self.current;
        self.bindings.push(Binding { scope: class, name, member: true, at, conditional: true, value_scope, bound });
    }

    /// Notes a name that is bound to something that a rule may know under another name.
    fn note_alias(&mut self, name: &'a str, value: &'a Expr) {
        if self.aliases.len() < MAX_ALIASES && self.may_be_known(value) {
            self.aliases.push(name);
        }
    }

    fn may_be_known(&self, value: &Expr) -> bool {
        match value {
            Expr::Name(source) => self.is_known_or_alias(source.id.as_str()),
            Expr::Attribute(source) => self.is_known_or_alias(source.attr.as_str()),
            Expr::Call(call) => call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "getattr"),
            Expr::Subscript(item) => match item.value.as_ref() {
                Expr::Attribute(source) => source.attr.as_str() == "__dict__",
                Expr::Call(call) => call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "globals"),
                _ => false,
            },
            Expr::If(choice) => [&choice.body, &choice.orelse].into_iter().any(|branch| self.is_plainly_known(branch)),
            Expr::BoolOp(choice) => choice.values.iter().any(|branch| self.is_plainly_known(branch)),
            _ => false,
        }
    }

    fn is_plainly_known(&self, value: &Expr) -> bool {
        matches!(value, Expr::Name(_) | Expr::Attribute(_)) && self.may_be_known(value)
    }

    fn is_known_or_alias(&self, name: &str) -> bool {
        (self.is_known)(name) || self.aliases.contains(&name)
    }

    fn bind(&mut self, name: &'a str, bound: Bound<'a>, at: TextSize) {
        self.bind_if(name, bound, at, self.conditional);
    }

    fn bind_if(&mut self, name: &'a str, bound: Bound<'a>, at: TextSize, conditional: bool) {
        let value_scope = self.current;
        let elsewhere = self.redirected.iter().find(|(from, redirected, _)| *from == value_scope && *redirected == name);
        let scope = elsewhere.map_or(value_scope, |(_, _, to)| *to);
        let conditional = conditional || scope != value_scope;
        self.bindings.push(Binding { scope, name, member: false, at, conditional, value_scope, bound });
    }

    fn redirect(&mut self, name: &'a str, to: ScopeId) {
        if self.redirected.len() < MAX_REDIRECTED {
            self.redirected.push((self.current, name, to));
        }
    }

    fn enclosing_function(&self) -> ScopeId {
        self.scopes.get(self.current.index()).and_then(|scope| scope.parent).unwrap_or(ScopeId::MODULE)
    }
}

/// Both lists are searched from end to end, so a file gets only so many.
const MAX_ALIASES: usize = 256;
const MAX_REDIRECTED: usize = 256;

/// How deep assignment expressions are looked for.
const MAX_WALRUS_DEPTH: usize = 32;

struct Walruses<'a> {
    found: Vec<(&'a str, &'a Expr, TextSize)>,
    depth: usize,
}

impl<'a> Visitor<'a> for Walruses<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        // The statements inside get their own turn.
        match statement {
            Stmt::If(choice) => {
                self.visit_expr(&choice.test);
                choice
                    .elif_else_clauses
                    .iter()
                    .filter_map(|clause| clause.test.as_ref())
                    .for_each(|test| self.visit_expr(test));
            }
            Stmt::While(each) => self.visit_expr(&each.test),
            Stmt::Expr(inner) => self.visit_expr(&inner.value),
            Stmt::Assign(assign) => self.visit_expr(&assign.value),
            Stmt::Return(inner) => inner.value.iter().for_each(|value| self.visit_expr(value)),
            _ => {}
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.depth >= MAX_WALRUS_DEPTH {
            return;
        }
        if let Expr::Named(named) = expr
            && let Expr::Name(name) = named.target.as_ref()
        {
            self.found.push((name.id.as_str(), &named.value, named.end()));
        }
        self.depth = self.depth.saturating_add(1);
        walk_expr(self, expr);
        self.depth = self.depth.saturating_sub(1);
    }
}

fn first_part(module: &str) -> &str {
    module.split('.').next().unwrap_or(module)
}

/// Modules that go by other names as well.
fn canonical(module: &str) -> &str {
    match module.strip_prefix("six.moves.").unwrap_or(module) {
        "__builtin__" => "builtins",
        module => module,
    }
}
