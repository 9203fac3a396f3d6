//! The secws plugin that finds credentials in files.
//!
//! Rules are data: one file for each provider in `providers/`, with the literals that the host looks for, the pattern that
//! must stand there, and examples. What a pattern cannot say is code: structural checks of tokens in `checks/`, and what
//! finds credentials by how they are used (assignments, addresses, private keys) in `detect/`.
//!
//! A file costs what its hits cost: at each one a window of bounded size is looked at, so long lines and large files take
//! time in proportion to their size.

mod candidate;
mod checks;
mod decode;
mod detect;
mod encoded;
mod entropy;
mod help;
mod place;
mod placeholder;
mod registry;
mod report;
mod rule;
mod scan;
mod search;
mod settings;
mod text;
mod utf16;
mod vocabulary;

#[cfg(test)]
mod providers;
#[cfg(test)]
mod tests;

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use secws_plugin_sdk::{
    self as sdk, Configuration, Description, File, Hit, Hits, Interest, Outcome, Plugin, Rule, SettingError,
};

use detect::View;
use place::Place;
use registry::{Registry, registry};
use report::Report;
use scan::Scan;
use search::Search;
use settings::Settings;
use utf16::Utf16;

/// The plugin.
#[derive(Debug)]
pub struct Secrets {
    registry: &'static Registry,
    settings: Settings,
    /// Built when a file needs it.
    search: OnceCell<Option<Search>>,
}

impl Plugin for Secrets {
    const NAME: &'static str = "secrets";

    fn describe() -> Description {
        let mut description = sdk::describe::<Self>(env!("CARGO_PKG_VERSION"), &[]);
        settings::SCHEMA.clone_into(&mut description.settings_schema);
        description.rules = registry().map(rules).unwrap_or_default();
        description
    }

    fn configure(configuration: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
        let settings: Settings = sdk::settings::parse(configuration)?;
        let settings = settings.checked().map_err(|(key, message)| vec![SettingError::new(key, message)])?;
        let registry = registry().map_err(|message| vec![SettingError::new("", message)])?;
        Ok((Secrets { registry, settings, search: OnceCell::new() }, vec![registry.interest()]))
    }

    fn scan(&self, file: &dyn File) -> Result<Outcome, String> {
        self.scan_measured(file).map(|(outcome, _)| outcome)
    }
}

fn rules(registry: &Registry) -> Vec<Rule> {
    let rule = |rule: &rule::Rule| Rule {
        id: format!("{}/{}", Secrets::NAME, rule.text.name),
        title: rule.text.title(),
        help_markdown: help::markdown(&rule.text),
        help_uri: None,
        severity: rule.text.severity.into(),
        precision: rule.text.precision.into(),
        score: None,
        cwe: rule.text.cwe.clone(),
        aliases: rule.text.aliases.clone(),
        tags: rule.text.tags.clone(),
        enabled: true,
    };
    registry.rules.iter().map(rule).collect()
}

impl Secrets {
    /// Scans a file and tells how many bytes were looked at for it: a measure of time that does not depend on the machine.
    ///
    /// # Errors
    /// The file could not be read.
    pub fn scan_measured(&self, file: &dyn File) -> Result<(Outcome, u64), String> {
        let hits = file.hits();
        let bytes = file.contents()?;
        let path = file.path();
        let work = Cell::new(0);
        let place = Place::of(&path, &self.settings);
        let outcome = match utf16::decode(&bytes) {
            Some(decoded) => {
                let view = View { bytes: &decoded.text, place, settings: &self.settings, work: &work };
                self.outcome(&path, view, &self.search(&decoded.text, 0)?, Some(&decoded))
            }
            None => {
                let view = View { bytes: &bytes, place: place.with_contents(&bytes), settings: &self.settings, work: &work };
                self.outcome(&path, view, &self.completed(hits, &bytes)?, None)
            }
        };
        Ok((outcome, work.get()))
    }

    /// The hits that a host would hand over with a file of these bytes: for tools that scan without one.
    ///
    /// # Errors
    /// The search could not be set up.
    pub fn hits(&self, bytes: &[u8]) -> Result<Hits, String> {
        Ok(Hits { found: self.search(bytes, 0)?, cut: false })
    }

    /// The host's hits, and where it kept too few of them the others. It meets literals by their ends, so one that starts
    /// a little before the last that it kept may be lacking as well.
    fn completed(&self, hits: Hits, bytes: &[u8]) -> Result<Vec<Hit>, String> {
        const MARGIN: u64 = 256;
        let mut found = hits.found;
        if hits.cut {
            let from = found.last().map_or(0, |hit| hit.offset.saturating_sub(MARGIN));
            found.retain(|hit| hit.offset < from);
            found.extend(self.search(bytes, usize::try_from(from).unwrap_or(usize::MAX))?);
        }
        Ok(found)
    }

    fn search(&self, bytes: &[u8], from: usize) -> Result<Vec<Hit>, String> {
        let search = self.search.get_or_init(|| Search::new(&self.registry.literals));
        let search = search.as_ref().ok_or("The search for literals could not be set up.")?;
        Ok(search.hits(bytes, from))
    }

    fn outcome(&self, path: &str, view: View, hits: &[Hit], decoded: Option<&Utf16>) -> Outcome {
        let mut scan = Scan::new(self.registry, view);
        hits.iter().for_each(|hit| scan.hit(hit));
        let source = |range: &Range<usize>| decoded.map_or_else(|| range.clone(), |decoded| decoded.source(range));
        let report =
            Report { registry: self.registry, path, text: view.bytes, is_test: view.place.is_test, source: &source };
        report.outcome(scan.candidates, &scan.allowed, scan.gave_up)
    }
}

secws_plugin_sdk::export_plugin!(Secrets);
