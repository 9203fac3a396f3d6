//! SQL put together from strings.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;
use secws_plugin_sdk::{Precision, RuleInfo, Severity};

use crate::call::Call;
use crate::scene::Scene;
use crate::sql::{self, Statement};
use crate::{Check, Report, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        name: "sql-string-build",
        title: "SQL put together from strings",
        help: include_str!("sql_string_build.md"),
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[89],
        aliases: &["B608", "S608"],
        ..RuleInfo::DEFAULT
    },
    checks: &[Check::Text(check_text), Check::Call(SINKS, check_sink)],
    literals: &[
        Text::AnyCase("select"),
        Text::Exact("INSERT"),
        Text::Exact("DELETE"),
        Text::Exact("UPDATE"),
        Text::Exact("REPLACE"),
        Text::Exact("MERGE"),
        Text::Exact("CREATE"),
        Text::Exact("DROP"),
        Text::Exact("ALTER"),
        Text::Exact("TRUNCATE"),
        Text::Exact("GRANT"),
        Text::Exact("REVOKE"),
        Text::Exact("insert into"),
        Text::Exact("insert or"),
        Text::Exact("delete from"),
        Text::Exact("update "),
        Text::Exact("create table"),
        Text::Exact("drop table"),
        Text::Exact("alter table"),
    ],
};

/// What runs the SQL that it is given first.
const SINKS: &[&str] = &[
    "*.execute",
    "*.executemany",
    "*.executescript",
    "*.execute_sql",
    "*.mogrify",
    "*.raw",
    "sqlalchemy.text",
    "sqlalchemy.sql.text",
    "pandas.read_sql",
    "pandas.read_sql_query",
    "django.db.models.expressions.RawSQL",
];

/// A statement that is built anywhere.
fn check_text(expr: &Expr, scene: &Scene<'_>) -> Option<Report> {
    let start = leading_literal(expr, scene)?;
    if !sql::may_start(start) {
        return None;
    }
    let statement = Statement::of(&scene.text(expr))?;
    let severity = if statement.only_identifiers { Severity::Note } else { Severity::Medium };
    Some(report(expr, &statement).severity(severity).precision(Precision::Low))
}

/// A statement that is run.
fn check_sink(call: &Call<'_>, scene: &Scene<'_>) -> Option<Report> {
    let names = ["sql", "query", "statement", "operation", "text"];
    let argument = call.positional(0).or_else(|| names.iter().find_map(|name| call.keyword(name)))?;
    let statement = Statement::of(&scene.text(argument))?;
    let severity = if statement.only_identifiers { Severity::Low } else { Severity::High };
    let precision = if statement.only_identifiers { Precision::Low } else { Precision::Medium };
    // Where it is built is what has to be changed.
    let place = scene.value_of(argument).unwrap_or(argument);
    Some(report(place, &statement).severity(severity).precision(precision))
}

fn report(expr: &Expr, statement: &Statement) -> Report {
    let message = if statement.only_identifiers {
        format!("This `{}` takes a name from a variable. Whoever controls that can reach other tables.", statement.verb)
    } else {
        format!(
            "This `{}` is put together from strings. Whoever controls a part of it can change what it does.",
            statement.verb
        )
    };
    Report::new(expr.range(), message).identity(format!("sql:{}", statement.verb))
}

/// The string that a built string starts with, found at little cost.
fn leading_literal<'a>(expr: &'a Expr, scene: &Scene<'a>) -> Option<&'a str> {
    let mut expr = expr;
    for _ in 0..MAX_LINKS {
        expr = match expr {
            Expr::StringLiteral(literal) => return Some(literal.value.to_str()),
            Expr::FString(formatted) => return sql::leading_part(formatted),
            Expr::BinOp(operation) => &operation.left,
            Expr::Call(call) => match call.func.as_ref() {
                Expr::Attribute(method) if method.attr.as_str() == "join" => {
                    call.arguments.args.first()?.as_list_expr()?.elts.first()?
                }
                Expr::Attribute(method) => &method.value,
                _ => return None,
            },
            Expr::Name(_) => return scene.string(expr),
            _ => return None,
        };
    }
    None
}

/// How far down a sum its first term is looked for.
const MAX_LINKS: usize = 3000;
