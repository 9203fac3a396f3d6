//! Files of known names in directories that everybody may write to.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::named::{NamedValue, Naming};
use crate::scene::Scene;
use crate::words::{mentions, words};
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "hardcoded-tmp",
        title: "file of a known name in a shared directory",
        help: include_str!("hardcoded_tmp.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[377],
        aliases: &["B108", "S108"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Call(OPENERS, check_call), Check::Named(check_named)],
    literals: &[Text::Exact("/tmp/"), Text::Exact("/dev/shm/")],
};

/// What takes a path first and makes, opens or changes the file.
const OPENERS: &[&str] = &[
    "builtins.open",
    "io.open",
    "codecs.open",
    "os.open",
    "os.mkdir",
    "os.makedirs",
    "os.mkfifo",
    "os.chmod",
    "os.chown",
    "os.remove",
    "os.unlink",
    "os.rename",
    "os.replace",
    "shutil.rmtree",
    "shutil.copyfileobj",
    "pathlib.Path",
    "sqlite3.connect",
    "shelve.open",
    "logging.FileHandler",
    "logging.handlers.RotatingFileHandler",
    "zipfile.ZipFile",
    "tarfile.open",
    "gzip.open",
    "bz2.open",
    "lzma.open",
];

const DIRECTORIES: &[&str] = &["/tmp/", "/var/tmp/", "/dev/shm/"];

/// Words of what makes a name that cannot be guessed.
const UNGUESSABLE: &[&str] = &["uuid", "uuid1", "uuid4", "secrets", "urandom", "mkstemp", "mkdtemp", "random", "tempfile"];

/// Words of names that stand for paths.
const PATHS: &[&str] = &[
    "path",
    "file",
    "filename",
    "dir",
    "directory",
    "folder",
    "log",
    "logfile",
    "socket",
    "sock",
    "lock",
    "pidfile",
    "pid",
    "cache",
    "tmp",
    "temp",
    "output",
    "out",
    "destination",
    "db",
    "database",
    "workdir",
    "root",
];

fn check_call(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let path =
        call.positional(0).or_else(|| ["file", "path", "filename", "name"].iter().find_map(|name| call.keyword(name)))?;
    // Where the name was bound it is reported itself.
    if path.is_name_expr() || !is_guessable(path, scene) {
        return None;
    }
    let message = format!(
        "`{}` is given a file of a known name in a directory that everybody may write to. Another user can put a link or a \
         file of their own there first.",
        call.shown_name()
    );
    let report = Report::new(call, message);
    Some(if scene.is_test { report.severity(Severity::Note) } else { report })
}

fn check_named(named: &NamedValue<'_>, scene: &Scene<'_>) -> Option<Report> {
    let is_place = matches!(named.naming, Naming::Variable | Naming::Attribute | Naming::Default);
    let is_path = is_place && words(named.name).iter().any(|word| PATHS.contains(&word.as_str()));
    if !is_path || !is_guessable(named.value, scene) {
        return None;
    }
    let message = format!(
        "'{}' is a file of a known name in a directory that everybody may write to. Another user can put a link or a file of \
         their own there first.",
        named.name
    );
    let severity = if scene.is_test { Severity::Note } else { Severity::Low };
    let report = Report::new(named.value.range(), message).severity(severity).precision(Precision::Low);
    Some(report.identity(format!("{}=", named.name)))
}

/// Whether a path lies below a shared directory, under a name that can be known beforehand.
fn is_guessable<'a>(path: &'a Expr, scene: &Scene<'a>) -> bool {
    if !starts_in_shared(path) {
        return false;
    }
    let text = scene.text(path);
    let below = DIRECTORIES.iter().find_map(|directory| text.start().strip_prefix(directory));
    let is_file = below.is_some_and(|below| !below.is_empty()) || text.pieces.len() > 1;
    below.is_some() && is_file && !text.holes().any(|hole| mentions(scene.source(hole), UNGUESSABLE))
}

/// A first look that costs little.
fn starts_in_shared(path: &Expr) -> bool {
    match path {
        Expr::StringLiteral(literal) => DIRECTORIES.iter().any(|directory| literal.value.to_str().starts_with(directory)),
        Expr::FString(_) | Expr::BinOp(_) | Expr::Call(_) => true,
        _ => false,
    }
}
