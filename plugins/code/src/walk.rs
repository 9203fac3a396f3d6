//! The one walk over a module's tree. It knows no rule: it looks up what it meets in the tables of [`Dispatch`].

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{
    Comprehension, ExceptHandler, Expr, ExprCall, ExprCompare, ExprContext, ExprDict, Keyword, ModModule, Operator,
    Parameters, Stmt, StmtClassDef, StmtFunctionDef,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::call::Call;
use crate::dispatch::{Dispatch, Entry, RuleIndex};
use crate::named::{self, NamedValue, Naming};
use crate::rule::Report;
use crate::scene::Scene;
use crate::semantic::{Path, ScopeId};

/// More findings than this of one file are cut off: the host shows fewer.
pub const MAX_FINDINGS: usize = 5000;

/// Names of lambdas and comprehensions that are kept: they are searched from end to end.
const MAX_SHADOWS: usize = 256;

/// A report, with what the walk knows of it.
#[derive(Debug)]
pub struct Found {
    /// Whose.
    pub rule: RuleIndex,
    /// In which scope.
    pub scope: ScopeId,
    /// What the rule says.
    pub report: Report,
}

/// Walks a module.
#[must_use]
pub fn walk<'a>(module: &'a ModModule, dispatch: &'a Dispatch, scene: Scene<'a>) -> Vec<Found> {
    let mut walker = Walker { dispatch, scene, found: Vec::new(), places: BTreeMap::new(), text_end: TextSize::new(0) };
    walker.visit_body(&module.body);
    walker.found
}

struct Walker<'a> {
    dispatch: &'a Dispatch,
    scene: Scene<'a>,
    found: Vec<Found>,
    /// Which of them speaks of what code.
    places: BTreeMap<(RuleIndex, TextSize, TextSize), usize>,
    /// Where the built string ends that was reported last: what is inside of it is part of that.
    text_end: TextSize,
}

impl<'a> Visitor<'a> for Walker<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => return self.function(function),
            Stmt::ClassDef(class) => return self.class(class),
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.named_by(target, &assign.value, statement.range()))
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = assign.value.as_deref() {
                    self.named_by(&assign.target, value, statement.range());
                    self.visit_expr(value);
                }
                return self.visit_expr(&assign.target);
            }
            Stmt::Assert(assertion) => {
                for (rule, check) in &self.dispatch.asserts {
                    self.add(*rule, check(assertion, &self.scene));
                }
            }
            Stmt::Try(attempt) => {
                for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
                    for (rule, check) in &self.dispatch.handlers {
                        self.add(*rule, check(handler, attempt, &self.scene));
                    }
                }
            }
            _ => {}
        }
        walk_stmt(self, statement);
    }

    /// Goes down the left side of a chain in a loop: that side may be thousands of links deep.
    fn visit_expr(&mut self, expr: &'a Expr) {
        let mut expr = expr;
        let mut is_link = false;
        loop {
            expr = match expr {
                Expr::Name(name) => {
                    if self.dispatch.references.may_hold(&name.id) || self.scene.semantic().is_alias(&name.id) {
                        self.reference(expr, name.ctx);
                    }
                    return;
                }
                Expr::Attribute(attribute) => {
                    if self.dispatch.references.may_hold(&attribute.attr) || self.scene.semantic().is_alias(&attribute.attr)
                    {
                        self.reference(expr, attribute.ctx);
                    }
                    &attribute.value
                }
                Expr::Call(call) => {
                    self.call(expr, call);
                    self.visit_arguments(&call.arguments);
                    &call.func
                }
                Expr::BinOp(operation) => {
                    if !is_link && matches!(operation.op, Operator::Add | Operator::Mod) {
                        self.text(expr);
                    }
                    is_link = true;
                    self.visit_expr(&operation.right);
                    &operation.left
                }
                Expr::Subscript(item) => {
                    self.visit_expr(&item.slice);
                    &item.value
                }
                _ => return self.other(expr),
            };
            is_link &= expr.is_bin_op_expr();
        }
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}
}

impl<'a> Walker<'a> {
    fn other(&mut self, expr: &'a Expr) {
        match expr {
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) | Expr::BooleanLiteral(_) => {}
            Expr::FString(_) => {
                self.text(expr);
                walk_expr(self, expr);
            }
            Expr::Dict(dict) => {
                self.keys(dict);
                walk_expr(self, expr);
            }
            Expr::Compare(compare) => {
                self.comparison(compare);
                walk_expr(self, expr);
            }
            Expr::Lambda(lambda) => {
                let outer = self.scene.shadows.len();
                if let Some(parameters) = lambda.parameters.as_deref() {
                    let names = parameters.iter().map(|parameter| parameter.name().as_str());
                    self.scene.shadows.extend(names.take(MAX_SHADOWS));
                    self.defaults(parameters);
                }
                self.visit_expr(&lambda.body);
                self.scene.shadows.truncate(outer);
            }
            Expr::ListComp(comprehension) => self.comprehension(expr, &comprehension.generators),
            Expr::SetComp(comprehension) => self.comprehension(expr, &comprehension.generators),
            Expr::DictComp(comprehension) => self.comprehension(expr, &comprehension.generators),
            Expr::Generator(comprehension) => self.comprehension(expr, &comprehension.generators),
            _ => walk_expr(self, expr),
        }
    }

    fn keys(&mut self, dict: &'a ExprDict) {
        for item in &dict.items {
            if let Some(Expr::StringLiteral(key)) = &item.key
                && named::is_of_interest(&item.value)
            {
                let range = key.range().cover(item.value.range());
                self.named(key.value.to_str(), &item.value, Naming::Key, None, range);
            }
        }
    }

    fn comprehension(&mut self, expr: &'a Expr, generators: &'a [Comprehension]) {
        let outer = self.scene.shadows.len();
        generators.iter().for_each(|generator| self.shadow(&generator.target));
        walk_expr(self, expr);
        self.scene.shadows.truncate(outer);
    }

    fn shadow(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) if self.scene.shadows.len() < MAX_SHADOWS => self.scene.shadows.push(name.id.as_str()),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|inner| self.shadow(inner)),
            Expr::List(list) => list.elts.iter().for_each(|inner| self.shadow(inner)),
            Expr::Starred(starred) => self.shadow(&starred.value),
            _ => {}
        }
    }

    fn function(&mut self, function: &'a StmtFunctionDef) {
        function.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
        self.defaults(&function.parameters);
        self.inside(function.name.start(), |walker| walker.visit_body(&function.body));
    }

    fn class(&mut self, class: &'a StmtClassDef) {
        class.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
        if let Some(arguments) = class.arguments.as_deref() {
            self.visit_arguments(arguments);
        }
        self.inside(class.name.start(), |walker| walker.visit_body(&class.body));
    }

    fn inside(&mut self, definition: TextSize, body: impl FnOnce(&mut Self)) {
        let outer = self.scene.scope;
        self.scene.scope = self.scene.semantic().scope_at(definition).unwrap_or(outer);
        body(self);
        self.scene.scope = outer;
    }

    fn defaults(&mut self, parameters: &'a Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = parameter.default() {
                if named::is_of_interest(default) {
                    let range = parameter.name().range().cover(default.range());
                    self.named(parameter.name().as_str(), default, Naming::Default, None, range);
                }
                self.visit_expr(default);
            }
        }
    }

    fn named_by(&mut self, target: &'a Expr, value: &'a Expr, range: TextRange) {
        if named::is_of_interest(value)
            && let Some(named) = NamedValue::of(target, value, range)
        {
            self.ask_named(&named);
        }
    }

    fn named(&mut self, name: &'a str, value: &'a Expr, naming: Naming, call: Option<&'a ExprCall>, range: TextRange) {
        self.ask_named(&NamedValue { name, value, naming, target: None, call, range });
    }

    fn ask_named(&mut self, named: &NamedValue<'a>) {
        for (rule, check) in &self.dispatch.named {
            self.add(*rule, check(named, &self.scene));
        }
    }

    /// `password == "…"`, either way around.
    fn comparison(&mut self, compare: &'a ExprCompare) {
        let ([operator], [right]) = (compare.ops.as_ref(), compare.comparators.as_ref()) else { return };
        if !matches!(operator, ruff_python_ast::CmpOp::Eq | ruff_python_ast::CmpOp::NotEq) {
            return;
        }
        for (target, value) in [(compare.left.as_ref(), right), (right, compare.left.as_ref())] {
            if named::is_of_interest(value)
                && let Some(named) = NamedValue::of(target, value, compare.range)
            {
                self.ask_named(&NamedValue { naming: Naming::Comparison, ..named });
            }
        }
    }

    fn reference(&mut self, expr: &'a Expr, context: ExprContext) {
        if context != ExprContext::Load {
            return;
        }
        for path in self.scene.paths(expr) {
            for entry in self.dispatch.references.get(path.last()) {
                if path.is(entry.name) {
                    let report = (entry.check)(expr, entry.name, &self.scene);
                    self.add(entry.rule, report);
                }
            }
        }
    }

    fn call(&mut self, expr: &'a Expr, call: &'a ExprCall) {
        let (last, is_method) = match call.func.as_ref() {
            Expr::Name(name) => (name.id.as_str(), false),
            Expr::Attribute(attribute) => (attribute.attr.as_str(), true),
            _ => ("", false),
        };
        if is_method && self.dispatch.methods.may_hold(last) {
            for entry in self.dispatch.methods.get(last) {
                self.ask_call(entry, call);
            }
        }
        if last.is_empty() || self.dispatch.calls.may_hold(last) || self.scene.semantic().is_alias(last) {
            for path in self.scene.paths(&call.func) {
                self.call_of(&path, call);
            }
        }
        for keyword in &call.arguments.keywords {
            self.keyword(keyword, call);
        }
        if is_method && matches!(last, "format" | "join" | "replace") {
            self.text(expr);
        }
    }

    fn call_of(&mut self, path: &Path<'a>, call: &'a ExprCall) {
        for entry in self.dispatch.calls.get(path.last()) {
            if path.is(entry.name) {
                self.ask_call(entry, call);
            }
        }
    }

    fn keyword(&mut self, keyword: &'a Keyword, call: &'a ExprCall) {
        let Some(name) = &keyword.arg else {
            return self.spread(call);
        };
        if self.dispatch.keywords.may_hold(name) {
            for entry in self.dispatch.keywords.get(name) {
                self.ask_call(entry, call);
            }
        }
        if named::is_of_interest(&keyword.value) {
            self.named(name, &keyword.value, Naming::Keyword, Some(call), keyword.range());
        }
    }

    /// A mapping spread over a call may hold any keyword.
    fn spread(&mut self, call: &'a ExprCall) {
        for entry in self.dispatch.keywords.all() {
            if Call::new(call, entry.name, &self.scene).keyword(entry.name).is_some() {
                self.ask_call(entry, call);
            }
        }
    }

    fn ask_call(&mut self, entry: &Entry<fn(&Call<'_>, &Scene<'_>) -> Option<Report>>, call: &'a ExprCall) {
        let call = Call::new(call, entry.name, &self.scene);
        let Some(mut report) = (entry.check)(&call, &self.scene) else { return };
        if report.identity.is_empty() {
            report.identity = call.normal_form();
        }
        self.add(entry.rule, Some(report));
    }

    fn text(&mut self, expr: &'a Expr) {
        if expr.start() < self.text_end {
            return;
        }
        for (rule, check) in &self.dispatch.text {
            if let Some(report) = check(expr, &self.scene) {
                self.text_end = expr.end();
                self.add(*rule, Some(report));
            }
        }
    }

    /// Adds a report. A rule speaks of the same code once, though a call may go by several names and a string be built in
    /// one place and run in another: the graver report stays.
    fn add(&mut self, rule: RuleIndex, report: Option<Report>) {
        let Some(report) = report else { return };
        let place = (rule, report.range.start(), report.range.end());
        if let Some(known) = self.places.get(&place).and_then(|index| self.found.get_mut(*index)) {
            if report.severity > known.report.severity {
                known.report = report;
            }
        } else if self.found.len() < MAX_FINDINGS {
            self.places.insert(place, self.found.len());
            self.found.push(Found { rule, scope: self.scene.scope, report });
        }
    }
}
