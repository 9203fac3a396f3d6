//! `secws plugin test`: a plugin's cases through its component, in the sandbox.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use secws_engine::{Engine, Job, Known, Options};
use secws_model::{NotificationKind, Report, Rule};
use secws_sandbox::{Host, SandboxError};
use secws_sources::Memory;

use super::plugin_build::{self, Built};
use super::plugin_cases::{Case, CaseFile, Marks, parse};
use crate::plugins;

/// Where files of cases are.
const FOLDERS: [&str; 2] = ["rules", "src/rules"];
/// What a plugin is told of the date: as in the SDK's own harness.
const TODAY: &str = "2026-11-25";

/// Builds the plugin, and tests what was built. Fails with exit code 1.
pub fn run(folder: &Path) -> Result<ExitCode> {
    let built = plugin_build::build(folder)?;
    let bench = Bench::new(&built)?;
    let mut tally = Tally::default();
    tally.note("the plugin describes itself and wants files", &bench.defects);
    for rule in &bench.rules {
        tally.note(&format!("{}: help and weakness", rule.id), &rule_defects(rule));
        for example in parse(&rule.help_markdown).with_context(|| format!("the help of `{}`", rule.id))? {
            help(&bench, rule, &example, &mut tally)?;
        }
    }
    let files = files(folder)?;
    for file in &files {
        let shown = file.strip_prefix(folder).unwrap_or(file).display().to_string();
        let text = fs::read_to_string(file).with_context(|| format!("`{shown}` cannot be read"))?;
        for case in parse(&text).with_context(|| format!("`{shown}`"))? {
            tally.note(&format!("{shown}: {}", case.title), &bench.differences(&case)?);
        }
    }
    if files.is_empty() {
        tally.note("there are cases", &["no rules/*.cases.md is there".to_owned()]);
    }
    super::print(&tally.summary())?;
    Ok(ExitCode::from(u8::from(tally.failed > 0)))
}

/// The component, twice: what both say must be the same.
struct Bench {
    engines: [Engine; 2],
    rules: Vec<Rule>,
    /// What is wrong with the plugin as a whole.
    defects: Vec<String>,
}

impl Bench {
    fn new(built: &Built) -> Result<Self> {
        let host = Host::new()?;
        let mut defects = Vec::new();
        let mut rules = Vec::new();
        let mut engine = || {
            let plugin = plugins::foreign(&host, &built.file)?;
            plugin.description().rules.clone_into(&mut rules);
            if rules.is_empty() {
                defects.push("it declares no rule".to_owned());
            }
            let configured = plugin.configure("{}".to_owned(), TODAY, None).map_err(|error| refused(&built.name, error))?;
            if configured.interests().is_empty() {
                defects.push("it wants no file: `configure` returns no interest".to_owned());
            }
            // Rules that are off without settings have cases as well.
            let mut options = Options { threads: 1, ..Options::default() };
            options.rules.enabled = rules.iter().map(|rule| rule.id.clone()).collect();
            anyhow::Ok(Engine::new(vec![configured], options))
        };
        let engines = [engine()?, engine()?];
        defects.dedup();
        Ok(Bench { engines, rules, defects })
    }

    /// What is found in a case's files, and what is wrong with the plugin's answer whatever it should be.
    fn scan(&self, files: &[&CaseFile]) -> Result<(Report, Vec<String>)> {
        let source = files.iter().fold(Memory::new(), |memory, file| memory.file(&file.path, file.text.as_bytes()));
        let known = Known::default();
        let run = |engine: &Engine| {
            let run = engine.run(&Job { source: &source, known: &known, cache: None, progress: &() })?;
            anyhow::Ok(run.report.clone())
        };
        let [first, second] = [run(&self.engines[0])?, run(&self.engines[1])?];
        let mut wrong: Vec<String> = failures(&first).collect();
        if first.findings != second.findings || first.notifications != second.notifications {
            wrong.push("two scans of the same files say different things".to_owned());
        }
        Ok((first, wrong))
    }

    /// How what is found in a case differs from what it expects.
    fn differences(&self, case: &Case) -> Result<Vec<String>> {
        let (report, mut wrong) = self.scan(&case.files.iter().collect::<Vec<_>>())?;
        for file in &case.files {
            let found = found(&report, file);
            let tell = |what: &str, (line, rule): &(usize, String)| format!("{}:{line}: `{rule}` {what}", file.path);
            wrong.extend(file.expected.difference(&found).map(|mark| tell("was expected, and not found", mark)));
            wrong.extend(found.difference(&file.expected).map(|mark| tell("was found, and not expected", mark)));
        }
        Ok(wrong)
    }
}

fn refused(name: &str, error: SandboxError) -> anyhow::Error {
    anyhow::Error::new(error).context(format!("the plugin `{name}` does not take empty settings"))
}

/// The findings in one file.
fn found(report: &Report, file: &CaseFile) -> Marks {
    let here = report.findings.iter().filter(|finding| finding.place.path.as_str() == file.path);
    let marks = here.flat_map(|finding| {
        let start = finding.place.span.map_or(0, |span| span.start);
        let line = line_of(&file.text, start);
        let rules = std::iter::once(&finding.rule).chain(finding.sources.iter().map(|source| &source.rule));
        rules.map(move |rule| (line, short(rule).to_owned()))
    });
    marks.collect()
}

/// The line of an offset, from 1.
fn line_of(text: &str, offset: u64) -> usize {
    let end = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    1 + text.bytes().take(end).filter(|&byte| byte == b'\n').count()
}

/// The second part of a rule's id.
fn short(id: &str) -> &str {
    id.split('/').nth(1).unwrap_or(id)
}

/// Where the plugin failed. Gaps that it tells of itself are an answer.
fn failures(report: &Report) -> impl Iterator<Item = String> {
    let failed = report.notifications.iter().filter(|notification| {
        use NotificationKind as Kind;
        let kinds = [Kind::PluginDeadline, Kind::PluginMemory, Kind::PluginStack, Kind::PluginPanic, Kind::PluginTrap];
        kinds.contains(&notification.kind) || matches!(notification.kind, Kind::PluginError | Kind::PluginClaim)
    });
    failed.map(|notification| {
        let place = notification.place.as_ref().map(|place| format!("{}: ", place.path)).unwrap_or_default();
        format!("{place}{}", notification.message)
    })
}

/// What a rule lacks.
fn rule_defects(rule: &Rule) -> Vec<String> {
    let mut defects = Vec::new();
    if rule.help_markdown.trim().is_empty() {
        defects.push("it has no help".to_owned());
    }
    for heading in ["Example", "Instead"] {
        if !rule.help_markdown.contains(&format!("\n## {heading}")) {
            defects.push(format!("its help lacks `## {heading}`"));
        }
    }
    if rule.cwe.is_empty() {
        defects.push("it names no CWE".to_owned());
    }
    defects
}

/// What stands under `Example` must bring a finding of the rule, what stands under `Instead` must not.
fn help(bench: &Bench, rule: &Rule, example: &Case, tally: &mut Tally) -> Result<()> {
    let must_fire = match example.title.as_str() {
        "Example" => true,
        "Instead" => false,
        _ => return Ok(()),
    };
    for file in &example.files {
        let (report, mut wrong) = bench.scan(&[file])?;
        let fires = found(&report, file).iter().any(|(_, name)| name == rule.name());
        match (fires, must_fire) {
            (true, false) => wrong.push(format!("`{}` was found, and should not be", rule.name())),
            (false, true) => wrong.push(format!("`{}` was not found", rule.name())),
            _ => {}
        }
        tally.note(&format!("{}: help, `{}`", rule.id, example.title), &wrong);
    }
    Ok(())
}

/// Files of cases, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = BTreeSet::new();
    for folder in FOLDERS.map(|name| folder.join(name)).iter().filter(|folder| folder.is_dir()) {
        let entries = folder.read_dir().with_context(|| format!("`{}` cannot be listed", folder.display()))?;
        for entry in entries {
            files.insert(entry?.path());
        }
    }
    Ok(files.into_iter().filter(|file| file.to_string_lossy().ends_with(".cases.md")).collect())
}

/// One line for each thing that was checked.
#[derive(Default)]
struct Tally {
    text: String,
    passed: usize,
    failed: usize,
}

impl Tally {
    fn note(&mut self, what: &str, wrong: &[String]) {
        let word = if wrong.is_empty() { "ok    " } else { "FAILED" };
        let _ = writeln!(self.text, "{word}  {what}");
        for line in wrong {
            let _ = writeln!(self.text, "        {line}");
        }
        *(if wrong.is_empty() { &mut self.passed } else { &mut self.failed }) += 1;
    }

    fn summary(&self) -> String {
        format!("{}\n{} passed, {} failed\n", self.text, self.passed, self.failed)
    }
}
