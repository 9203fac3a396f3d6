//! What the facts of all files and the advisories show together.

mod advised;
mod allowed;
mod chain;
mod fix;
mod pinned;
mod project;
mod ranges;

use secws_plugin_sdk::{Advisories, Facts, Gap, Outcome};

use crate::facts::{Ecosystem, FileFacts, Package, Place, Source};
use crate::osv::Database;
use crate::rule;
use crate::settings::Settings;

use advised::Advised;
use project::{Pins, Project};

const NO_DATA: &str = "There is no advisory data for PyPI, so no package was checked for known vulnerabilities.";

/// What every check is handed.
struct Context<'c> {
    project: &'c Project,
    database: &'c Database<'c>,
}

/// Draws all conclusions.
pub fn conclude(facts: &dyn Facts, advisories: &dyn Advisories, settings: &Settings) -> Outcome {
    let mut outcome = Outcome::default();
    let project = Project::gather(facts, &mut outcome.gaps);
    project.missing_includes(&mut outcome.gaps);
    let database = Database::new(advisories);
    let mut advised = Advised::default();
    let has_data = database.has(Ecosystem::PyPi);
    if !has_data && project.files.values().any(|file| file.packages.iter().any(is_checked)) {
        outcome.gaps.push(Gap::unread(NO_DATA, None));
    }
    let context = Context { project: &project, database: &database };
    for (path, file) in &project.files {
        let pins = project.pinned_elsewhere(path);
        let sheet = Sheet { path, file, pins, is_manifest: project::is_manifest(path, file) };
        let loose = file.packages.iter().filter(|package| !sheet.is_settled_elsewhere(package));
        outcome.findings.extend(loose.flat_map(|package| rule::check_repository(path, package)));
        if has_data {
            pinned::check(&context, &sheet, &mut advised, &mut outcome.findings);
            ranges::check(&context, &sheet, &mut advised, &mut outcome.findings);
        }
    }
    outcome.rules = advised.into_rules(settings);
    if database.unreadable() > 0 {
        let message =
            format!("Some advisories ({}) could not be read, so vulnerabilities may be missing.", database.unreadable());
        outcome.gaps.push(Gap::unread(message, None));
    }
    log_unmatched(&project);
    outcome
}

/// Whether advisories are looked up for a package.
fn is_checked(package: &Package) -> bool {
    package.source == Source::Index && (package.version.is_some() || !package.ranges.is_empty())
}

/// A file that is being checked.
struct Sheet<'p> {
    path: &'p str,
    file: &'p FileFacts,
    pins: Pins<'p>,
    is_manifest: bool,
}

impl Sheet<'_> {
    /// Whether a manifest's word on a package is not the last, since a lock says what is installed.
    fn is_settled_elsewhere(&self, package: &Package) -> bool {
        self.is_manifest && self.pins.contains(&package.normalized)
    }
}

/// A place in a file, as the contract has it.
fn location(path: &str, place: Place) -> secws_plugin_sdk::Location {
    secws_plugin_sdk::Location::new(path, secws_plugin_sdk::Span::new(place.0, place.1))
}

/// The log is the host's, and there is none where the plugin is built natively.
#[cfg(target_arch = "wasm32")]
fn log_unmatched(project: &Project) {
    for (path, file) in &project.files {
        let count = file.packages.iter().filter(|package| package.source != Source::Index).count();
        if count > 0 {
            secws_plugin_sdk::log::debug(&format!(
                "{path}: {count} packages are not from the public index and were not looked up"
            ));
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn log_unmatched(_project: &Project) {}
