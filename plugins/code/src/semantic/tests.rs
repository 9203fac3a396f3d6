//! What names resolve to, and what expressions are worth.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt};

use super::{Constant, ScopeId, Semantic};
use crate::parse;

/// What is known of the argument of `show(…)`, wherever in the source that is called.
struct Known {
    /// The names that it may stand for, sorted, with spaces between.
    names: String,
    constant: Option<String>,
    truth: Option<bool>,
    /// With `$` for what is not known.
    text: String,
}

fn known(source: &str) -> Known {
    let parsed = parse::module(source).unwrap();
    assert!(parsed.errors().is_empty(), "{:?}", parsed.errors());
    let semantic = Semantic::new(parsed.syntax(), source, &|last| matches!(last, "system" | "run" | "eval"));
    let mut finder = Finder { semantic: &semantic, scope: ScopeId::MODULE, found: None };
    finder.visit_body(&parsed.syntax().body);
    let (call, scope) = finder.found.expect("`show` is called");
    let argument = call.arguments.find_positional(0).unwrap();

    let mut names: Vec<_> = semantic.paths(argument, scope).iter().map(ToString::to_string).collect();
    names.sort();
    names.dedup();
    Known {
        names: names.join(" "),
        constant: semantic.constant(argument, scope).map(|constant| match constant {
            Constant::Text(text) => text.into_owned(),
            Constant::Integer(value) => value.to_string(),
            Constant::Boolean(value) => value.to_string(),
            Constant::None => "None".to_owned(),
        }),
        truth: semantic.truth(argument, scope),
        text: semantic.text(argument, scope).flat().replace(super::Text::HOLE, "$"),
    }
}

struct Finder<'a> {
    semantic: &'a Semantic<'a>,
    scope: ScopeId,
    found: Option<(&'a ExprCall, ScopeId)>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let outer = self.scope;
        let definition = match statement {
            Stmt::FunctionDef(function) => Some(&function.name),
            Stmt::ClassDef(class) => Some(&class.name),
            _ => None,
        };
        if let Some(name) = definition {
            self.scope = self.semantic.scope_at(name.range.start()).unwrap();
        }
        walk_stmt(self, statement);
        self.scope = outer;
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Call(call) = expr
            && call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "show")
        {
            self.found = Some((call, self.scope));
        }
        walk_expr(self, expr);
    }
}

#[test]
fn imports() {
    for (source, expected) in [
        ("import os\nshow(os.system)", "os.system"),
        ("import os.path\nshow(os.system)", "os.system"),
        ("import os.path as p\nshow(p.join)", "os.path.join"),
        ("from os import system\nshow(system)", "os.system"),
        ("from os import path as p\nshow(p.join)", "os.path.join"),
        ("from .os import system\nshow(system)", ""),
        ("from . import os\nshow(os.system)", ""),
        ("from os import *\nshow(system)", "builtins.system os.system"),
        ("def f():\n    import os\n    show(os.system)", "os.system"),
        ("def f():\n    show(os.system)\nimport os", "os.system"),
        ("try:\n    import a\nexcept ImportError:\n    import b as a\nshow(a.x)", "a.x b.x"),
        ("if x:\n    from a import f\nelse:\n    from b import f\nshow(f)", "a.f b.f"),
        ("from six.moves import cPickle as p\nshow(p.loads)", "cPickle.loads"),
    ] {
        assert_eq!(known(source).names, expected, "{source}");
    }
}

#[test]
fn assignments() {
    for (source, expected) in [
        ("import os\nf = os.system\nshow(f)", "os.system"),
        ("import os\nf = os.system\ng = f\nshow(g)", "os.system"),
        ("import os\nf = g = os.system\nshow(f)", "os.system"),
        ("import os\nf = os.system\nf = print\nshow(f)", "builtins.print"),
        ("import os\nf = os.system\nif x:\n    f = print\nshow(f)", "builtins.print os.system"),
        ("import os\nf = os.system\nf = unknown()\nshow(f)", "builtins.unknown()"),
        ("import os\nf = os.system if x else print\nshow(f)", "builtins.print os.system"),
        ("import os\nshow(os.system)\nos = 1", "os.system"),
        ("import os\nos = Fake()\nshow(os.system)", "builtins.Fake().system"),
        ("import os\nfor os in x:\n    pass\nshow(os)", "os"),
        ("import os\nf, g = os.system, 1\nshow(f)", ""),
        ("import os\nif (f := os.system):\n    show(f)", "os.system"),
        ("while x:\n    show(f)\n    f = eval", "builtins.eval"),
        ("a = b\nb = a\nshow(a)", ""),
        ("def f():\n    global g\n    g = eval\ndef h():\n    show(g)", "builtins.eval"),
        (
            "def f():\n    g = print\n    def h():\n        nonlocal g\n        g = eval\n    show(g)",
            "builtins.eval builtins.print",
        ),
    ] {
        assert_eq!(known(source).names, expected, "{source}");
    }
}

#[test]
fn scopes() {
    for (source, expected) in [
        ("show(eval)", "builtins.eval"),
        ("def eval(x): pass\nshow(eval)", ""),
        ("class eval: pass\nshow(eval)", ""),
        ("def f(eval):\n    show(eval)", ""),
        ("class A:\n    def eval(self): pass\n    def f(self):\n        show(eval)", "builtins.eval"),
        ("class A:\n    import os\n    show(os.system)", "os.system"),
        ("import os\ndef f(*os):\n    show(os.system)", ""),
        ("import os\ndef f():\n    def g():\n        show(os.system)", "os.system"),
        ("import os\ndef f():\n    os = 1\n    def g():\n        show(os)", ""),
        ("match x:\n    case {'a': eval}:\n        show(eval)", ""),
        ("try:\n    f()\nexcept E as eval:\n    show(eval)", ""),
    ] {
        assert_eq!(known(source).names, expected, "{source}");
    }
}

#[test]
fn reflection() {
    for (source, expected) in [
        ("import os\nshow(getattr(os, 'system'))", "os.system"),
        ("import os\nn = 'system'\nshow(getattr(os, n))", "os.system"),
        ("import os\nshow(getattr(os, x))", ""),
        ("import os\nshow(os.__dict__['system'])", "os.system"),
        ("show(__import__('os').system)", "os.system"),
        ("show(__import__('os.path').system)", "os.system"),
        ("import importlib\nshow(importlib.import_module('os.path').join)", "os.path.join"),
        ("from importlib import import_module as load\nshow(load('os').system)", "os.system"),
        ("show(__builtins__.eval)", "builtins.eval"),
        ("show(__builtins__['eval'])", "builtins.eval"),
        ("import __builtin__\nshow(__builtin__.eval)", "builtins.eval"),
        ("import os\nshow(globals()['os'].system)", "os.system"),
        ("import sys\nshow(sys.modules['os'].system)", "os.system"),
    ] {
        assert_eq!(known(source).names, expected, "{source}");
    }
}

#[test]
fn instances() {
    for (source, expected) in [
        ("import r\ns = r.S()\nshow(s.get)", "r.S().get"),
        ("import r\nshow(r.S().get)", "r.S().get"),
        ("import r\nwith r.S() as s:\n    show(s.get)", "r.S().get"),
        ("import r\ndef f(s: r.S):\n    show(s.get)", "r.S().get"),
        ("import r\ns: r.S\nshow(s.get)", "r.S().get"),
        ("import os\ndef f(run=os.system):\n    show(run)", "os.system"),
        (
            "import r\nclass A:\n    def __init__(self):\n        self.s = r.S()\n    def f(self):\n        show(self.s.get)",
            "r.S().get",
        ),
        ("import r\nclass A:\n    s = r.S()\n    def f(this):\n        show(this.s.get)", "r.S().get"),
        ("import r\nclass A:\n    def f(self):\n        show(self.s.get)", ""),
        (
            "import r\nclass A:\n    def f(self):\n        def g():\n            show(self.s)\n        self.s = r.S()",
            "r.S()",
        ),
    ] {
        assert_eq!(known(source).names, expected, "{source}");
    }
}

#[test]
fn constants() {
    for (source, expected) in [
        ("show('a' 'b')", Some("ab")),
        ("show('a' + 'b')", Some("ab")),
        ("x = 'a'\nshow(x + 'b')", Some("ab")),
        ("x = 'a'\nshow(f'{x}b')", Some("ab")),
        ("x = 'a'\nshow('%s-%s' % (x, 'b'))", Some("a-b")),
        ("x = 'a'\nshow('{}-{y}'.format(x, y='b'))", Some("a-b")),
        ("show(','.join(['a', 'b']))", Some("a,b")),
        ("show('a.c'.replace('.', 'b'))", Some("abc")),
        ("x = 'a'\nx = 'b'\nshow(x)", Some("b")),
        ("x = 'a'\nif y:\n    x = 'b'\nshow(x)", None),
        ("x = 'a'\nx += y\nshow(x)", None),
        ("def f(x='a'):\n    show(x)", None),
        ("x = 'a'\ndef f():\n    show(x)", Some("a")),
        ("show(f'{x}b')", None),
        ("show(-1)", Some("-1")),
        ("show(None)", Some("None")),
        ("show(False)", Some("false")),
    ] {
        assert_eq!(known(source).constant.as_deref(), expected, "{source}");
    }
}

#[test]
fn truths() {
    for (source, expected) in [
        ("show(1)", Some(true)),
        ("show(0)", Some(false)),
        ("show('')", Some(false)),
        ("show([])", Some(false)),
        ("show([x])", Some(true)),
        ("show(not True)", Some(false)),
        ("show(None)", Some(false)),
        ("show(x)", None),
        ("show(x or True)", None),
    ] {
        assert_eq!(known(source).truth, expected, "{source}");
    }
}

#[test]
fn texts() {
    for (source, expected) in [
        ("show('a' + x + 'b')", "a$b"),
        ("show(f'a{x}b')", "a$b"),
        ("show('a%sb' % x)", "a$b"),
        ("show('a%(y)sb' % {'y': x})", "a$b"),
        ("show('a{}b{}'.format(x, 'c'))", "a$bc"),
        ("show('a%d' % x)", "a0"),
        ("show(f'a{int(x)}')", "a0"),
        ("show(','.join('?' for _ in x))", "?"),
        ("show(' '.join(['a', x]))", "a $"),
        ("show('a'.replace(x, y))", "$"),
        ("show(x)", "$"),
    ] {
        assert_eq!(known(source).text, expected, "{source}");
    }
}

#[test]
fn doubling_names_end() {
    let mut source = String::from("a0 = 'x'\n");
    for index in 0..100 {
        source.push_str(&format!("a{} = a{index} + a{index}\n", index + 1));
    }
    source.push_str("show(a100)\n");
    assert!(known(&source).text.len() < 100_000);
}
