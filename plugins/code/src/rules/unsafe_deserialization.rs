//! Formats whose readers run code that the data names.

use ruff_python_ast::Expr;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "unsafe-deserialization",
        title: "deserialization that can run code",
        help: include_str!("unsafe_deserialization.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[502],
        aliases: &["B301", "S301"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(PICKLES, check), Check::Call(ARRAYS, check_array)],
    literals: &[
        Text::AnyCase("pickle"),
        Text::Exact("dill"),
        Text::Exact("joblib"),
        Text::Exact("shelve"),
        Text::Exact("allow_pickle"),
    ],
};

const PICKLES: &[&str] = &[
    "pickle.load",
    "pickle.loads",
    "pickle.Unpickler",
    "_pickle.load",
    "_pickle.loads",
    "_pickle.Unpickler",
    "cPickle.load",
    "cPickle.loads",
    "cPickle.Unpickler",
    "dill.load",
    "dill.loads",
    "dill.Unpickler",
    "dill.load_module",
    "dill.load_session",
    "cloudpickle.load",
    "cloudpickle.loads",
    "joblib.load",
    "sklearn.externals.joblib.load",
    "shelve.open",
    "shelve.DbfilenameShelf",
    "jsonpickle.decode",
    "jsonpickle.loads",
    "jsonpickle.unpickler.decode",
    "jsonpickle.unpickler.Unpickler",
    "pandas.read_pickle",
    "pandas.io.pickle.read_pickle",
];

const ARRAYS: &[&str] = &["numpy.load", "numpy.lib.npyio.load"];

/// What makes bytes that may be read back.
const OWN: &[&str] =
    &["pickle.dumps", "_pickle.dumps", "cPickle.dumps", "dill.dumps", "cloudpickle.dumps", "jsonpickle.encode"];

fn check(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    if call.positional(0).is_some_and(|data| is_own(data, scene)) {
        return None;
    }
    Some(Report::new(
        call,
        format!("`{}` runs code that the data names. Whoever wrote the data controls the program.", call.name),
    ))
}

fn check_array(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    const ALLOW_PICKLE: usize = 2;
    (scene.truth(call.argument("allow_pickle", ALLOW_PICKLE)?) == Some(true)).then(|| {
        let message = "`numpy.load` may unpickle objects here, which runs code that the file names.";
        Report::new(call, message)
    })
}

/// Whether the data was made by this very program a moment ago.
fn is_own<'a>(data: &'a Expr, scene: &Scene<'a>) -> bool {
    scene.value_of(data).and_then(Expr::as_call_expr).is_some_and(|call| scene.matches(&call.func, OWN).is_some())
}
