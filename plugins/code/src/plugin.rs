//! The plugin: which files it wants, and how one is scanned.

use std::collections::BTreeMap;

use ruff_text_size::TextRange;
use secws_plugin_sdk::{
    Configuration, Description, Edit, File, Finding, Fix, Gap, Interest, Literal, Location, Outcome, Plugin, SettingError,
    Span,
};

use crate::decode::{self, Decoded};
use crate::dispatch::Dispatch;
use crate::rule::Rule;
use crate::rules::RULES;
use crate::scene::Scene;
use crate::semantic::Semantic;
use crate::settings::{SCHEMA, Settings};
use crate::walk::{self, Found, MAX_FINDINGS};
use crate::{Text, parse};

/// Finds insecure Python code.
#[derive(Debug)]
pub struct Code {
    settings: Settings,
    dispatch: Dispatch,
}

impl Plugin for Code {
    const NAME: &'static str = "code";

    fn describe() -> Description {
        let rules: Vec<_> = RULES.iter().map(|rule| &rule.info).collect();
        Description {
            settings_schema: SCHEMA.to_owned(),
            ..secws_plugin_sdk::describe::<Self>(env!("CARGO_PKG_VERSION"), &rules)
        }
    }

    fn configure(configuration: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
        let code = Code { settings: Settings::parse(configuration)?, dispatch: Dispatch::new(RULES) };
        Ok((code, interests()))
    }

    fn scan(&self, file: &dyn File) -> Result<Outcome, String> {
        let path = file.path();
        let bytes = file.contents()?;
        if !is_python(&path, &bytes) {
            return Ok(Outcome::default());
        }
        let decoded = decode::decode(&bytes);
        let decoded = match decoded {
            Ok(decoded) => decoded,
            Err(message) => return Ok(unread(&path, message)),
        };
        Ok(self.scan_text(&path, &decoded))
    }
}

impl Code {
    fn scan_text(&self, path: &str, decoded: &Decoded<'_>) -> Outcome {
        let parsed = match parse::module(&decoded.text) {
            Ok(parsed) => parsed,
            Err(message) => return unread(path, message),
        };
        let semantic = Semantic::new(parsed.syntax(), &decoded.text, &|last| self.dispatch.knows(last));
        let scene = Scene::new(&semantic, self.settings.is_test(path));
        let mut found = walk::walk(parsed.syntax(), &self.dispatch, scene);
        found.sort_by_key(|found| (found.report.range.start(), found.report.range.end(), found.rule));

        let place = Place { path, decoded };
        let mut outcome = Outcome { gaps: place.gaps(&parsed, found.len()), ..Outcome::default() };
        let mut scopes = BTreeMap::new();
        for found in found {
            let scope = scopes.entry(found.scope).or_insert_with(|| semantic.qualified(found.scope));
            outcome.findings.extend(RULES.get(found.rule).map(|rule| place.finding(rule, &found, scope)));
        }
        outcome
    }
}

/// Python files by name, and scripts that name Python on their first line.
fn interests() -> Vec<Interest> {
    let mut literals: BTreeMap<Vec<u8>, Literal> = BTreeMap::new();
    for literal in RULES.iter().flat_map(|rule| rule.literals).map(|text: &Text| text.literal()) {
        let known = literals.entry(literal.bytes.clone()).or_insert_with(|| literal.clone());
        known.ignore_case |= literal.ignore_case;
    }
    vec![
        Interest::of("python").globs(&["*.py", "*.pyw"]).literals(literals.into_values()),
        Interest::of("script").magic(0, b"#!").literal(Literal::text("python")),
    ]
}

fn is_python(path: &str, bytes: &[u8]) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    if ending.eq_ignore_ascii_case("py") || ending.eq_ignore_ascii_case("pyw") {
        return true;
    }
    let first_line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    first_line.starts_with(b"#!") && String::from_utf8_lossy(first_line).contains("python")
}

fn unread(path: &str, message: String) -> Outcome {
    Outcome { gaps: vec![Gap::unread(message, Some(Location::file(path)))], ..Outcome::default() }
}

/// Makes the contract's records of what was found in a file.
struct Place<'p> {
    path: &'p str,
    decoded: &'p Decoded<'p>,
}

impl Place<'_> {
    fn finding(&self, rule: &Rule, found: &Found, scope: &str) -> Finding {
        let report = &found.report;
        let mut finding = Finding::new::<Code>(&rule.info, report.message.as_str(), self.path, self.span(report.range));
        if !scope.is_empty() {
            finding.location = finding.location.logical(scope);
        }
        if !report.identity.is_empty() {
            finding.identity = format!("{scope}:{}", report.identity);
        }
        finding.severity = report.severity.filter(|severity| *severity != rule.info.severity);
        finding.precision = report.precision.filter(|precision| *precision != rule.info.precision);
        finding.redact = report.redact.iter().map(|range| self.span(*range)).collect();
        finding.fixes = report
            .fix
            .iter()
            .map(|repair| Fix {
                title: repair.title.clone(),
                applicability: repair.applicability,
                edits: repair
                    .edits
                    .iter()
                    .map(|(range, replacement)| Edit {
                        path: self.path.to_owned(),
                        span: self.span(*range),
                        replacement: replacement.clone(),
                    })
                    .collect(),
            })
            .collect();
        finding
    }

    fn gaps(&self, parsed: &ruff_python_parser::Parsed<ruff_python_ast::ModModule>, found: usize) -> Vec<Gap> {
        let mut gaps = Vec::new();
        if let Some(error) = parse::first_error(parsed) {
            let location = Location::new(self.path, self.span(error.range));
            let message =
                format!("The file has a syntax error: {}. What is around it may not have been seen.", error.message);
            gaps.push(Gap::partial(message, Some(location)));
        }
        if self.decoded.guessed {
            let message = "The file is not UTF-8 and declares no other encoding, so it was read as Latin-1.";
            gaps.push(Gap::partial(message, Some(Location::file(self.path))));
        }
        if found >= MAX_FINDINGS {
            let message = format!("Only the first {MAX_FINDINGS} findings of the file are kept.");
            gaps.push(Gap::partial(message, Some(Location::file(self.path))));
        }
        gaps
    }

    fn span(&self, range: TextRange) -> Span {
        Span::new(self.decoded.original(range.start().to_u32()), self.decoded.original(range.end().to_u32()))
    }
}
