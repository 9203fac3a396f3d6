//! The gate's part of the settings.

use anyhow::{Context as _, Result, anyhow, bail};
use globset::GlobBuilder;
use secws_engine::{AcceptedGap, Gate, Level};

use super::raw::{RawAcceptedGap, RawSettings};

/// Where a key stands, for a message: ` (secws.toml:3)`, or nothing.
type Place<'a> = dyn Fn(&str) -> String + 'a;

/// The gate, its rules still as the user named them.
pub fn gate(raw: &RawSettings, place: &Place<'_>) -> Result<Gate> {
    let level = |key: &str, word: &str| -> Result<Level> {
        word.parse().map_err(|error: String| anyhow!("`{key}`{}: {error}", place(key)))
    };
    let levels = |table: &str, words: &std::collections::BTreeMap<String, String>| {
        let level_of = |(name, word): (&String, &String)| Ok((name.clone(), level(&format!("gate.{table}.{name}"), word)?));
        words.iter().map(level_of).collect::<Result<_>>()
    };
    let default = Gate::default();
    if let Some(percent) = raw.min_coverage.filter(|percent| !(0.0..=100.0).contains(percent)) {
        bail!("`min-coverage`{}: {percent} is no number of percent", place("min-coverage"));
    }
    let passes_incomplete = match raw.on_incomplete.as_deref() {
        None | Some("fail") => false,
        Some("warn") => true,
        Some(other) => bail!("`on-incomplete`{}: `{other}` is neither fail nor warn", place("on-incomplete")),
    };
    let gaps = raw.gate.accept_gaps.iter().enumerate();
    Ok(Gate {
        fail_on: raw.fail_on.as_ref().map_or(Ok(default.fail_on), |word| level("fail-on", word))?,
        plugins: levels("plugins", &raw.gate.plugins)?,
        rules: levels("rules", &raw.gate.rules)?,
        new_only: raw.new_only.unwrap_or(raw.baseline.is_some()),
        max_findings: raw.max_findings.unwrap_or_default(),
        passes_incomplete,
        accepted_gaps: gaps.map(|(index, gap)| accepted(index, gap, place)).collect::<Result<_>>()?,
        min_coverage: raw.min_coverage,
        min_files: raw.gate.min_files.clone(),
    })
}

fn accepted(index: usize, gap: &RawAcceptedGap, place: &Place<'_>) -> Result<AcceptedGap> {
    let key = format!("gate.accept-gaps.{index}");
    if gap.reason.trim().is_empty() {
        bail!("`{key}.reason`{}: say why this gap is accepted", place(&key));
    }
    // As in the contract: without a `/` a name, with one a path from the root.
    let glob = if gap.path.contains('/') { gap.path.clone() } else { format!("**/{}", gap.path) };
    let glob = GlobBuilder::new(glob.trim_start_matches('/')).literal_separator(false).build();
    let glob = glob.with_context(|| format!("`{key}.path`{}", place(&key)))?;
    Ok(AcceptedGap { path: glob.compile_matcher(), reason: gap.reason.clone() })
}
