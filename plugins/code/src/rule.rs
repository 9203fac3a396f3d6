//! What a rule is made of: how it is described, when it is asked, and what it answers with.

use ruff_python_ast::{ExceptHandlerExceptHandler, Expr, StmtAssert, StmtTry};
use ruff_text_size::{Ranged, TextRange};
use secws_plugin_sdk::{Applicability, Literal, Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::named::NamedValue;
use crate::scene::Scene;

/// One rule, as its file in `rules` declares it.
#[derive(Debug)]
pub struct Rule {
    /// Its description.
    pub info: RuleInfo,
    /// When it is asked.
    pub checks: &'static [Check],
    /// One of these occurs in every file in which it finds something: files without are never scanned for it.
    pub literals: &'static [Text],
}

/// A text of [`Rule::literals`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// In this case only.
    Exact(&'static str),
    /// In any case of its ASCII letters.
    AnyCase(&'static str),
}

impl Text {
    /// As the host wants it.
    #[must_use]
    pub fn literal(self) -> Literal {
        match self {
            Text::Exact(text) => Literal::text(text),
            Text::AnyCase(text) => Literal::any_case(text),
        }
    }
}

/// A reason to ask a rule. It answers with at most one finding each time.
///
/// Names are qualified as in `os.path.join`; `X()` stands for what calling `X` returns, as in `requests.Session().get`;
/// `builtins.` is before the names of builtins; and `*.execute` is a method of that name of anything.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// A call of one of these names.
    Call(&'static [&'static str], fn(&Call<'_>, &Scene<'_>) -> Option<Report>),
    /// A call, of whatever, with one of these keywords, or with a dictionary spread over it.
    Keyword(&'static [&'static str], fn(&Call<'_>, &Scene<'_>) -> Option<Report>),
    /// One of these names, called or not.
    Reference(&'static [&'static str], fn(&Expr, &'static str, &Scene<'_>) -> Option<Report>),
    /// A value that is given a name: assigned, passed by keyword, a default, under a key, compared.
    Named(fn(&NamedValue<'_>, &Scene<'_>) -> Option<Report>),
    /// An expression that builds a string: the outermost one.
    Text(fn(&Expr, &Scene<'_>) -> Option<Report>),
    /// An `assert`.
    Assert(fn(&StmtAssert, &Scene<'_>) -> Option<Report>),
    /// An `except` clause, with its `try`.
    Handler(fn(&ExceptHandlerExceptHandler, &StmtTry, &Scene<'_>) -> Option<Report>),
}

/// What a rule answers with: a finding without what the plugin adds to each.
#[derive(Debug, Clone)]
pub struct Report {
    /// The code that is wrong.
    pub range: TextRange,
    /// Whole sentences: what is wrong and what would happen.
    pub message: String,
    /// If not the rule's.
    pub severity: Option<Severity>,
    /// If not the rule's.
    pub precision: Option<Precision>,
    /// What tells it from others of the rule in the same scope. Empty: the normalised call, or the line.
    pub identity: String,
    /// What nothing may show.
    pub redact: Vec<TextRange>,
    /// How to repair it.
    pub fix: Option<Repair>,
}

/// A change to the text.
#[derive(Debug, Clone)]
pub struct Repair {
    /// In the imperative.
    pub title: String,
    /// Whether it keeps the meaning.
    pub applicability: Applicability,
    /// Ranges and what takes their place.
    pub edits: Vec<(TextRange, String)>,
}

impl Report {
    /// A finding at a node.
    pub fn new(node: impl Ranged, message: impl Into<String>) -> Self {
        Report {
            range: node.range(),
            message: message.into(),
            severity: None,
            precision: None,
            identity: String::new(),
            redact: Vec::new(),
            fix: None,
        }
    }

    /// With another severity than the rule's.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// With another precision than the rule's.
    #[must_use]
    pub fn precision(mut self, precision: Precision) -> Self {
        self.precision = Some(precision);
        self
    }

    /// With what tells it from others of the rule in the same scope.
    #[must_use]
    pub fn identity(mut self, identity: impl Into<String>) -> Self {
        self.identity = identity.into();
        self
    }

    /// With a repair of one edit.
    #[must_use]
    pub fn repair(
        mut self,
        title: &str,
        applicability: Applicability,
        range: TextRange,
        replacement: impl Into<String>,
    ) -> Self {
        self.fix = Some(Repair { title: title.to_owned(), applicability, edits: vec![(range, replacement.into())] });
        self
    }
}
