//! Fixes.

use secws_model::{Applicability, ReportedEdit, ReportedFix};
use serde_sarif::sarif::{ArtifactChange, Fix, Replacement};

use crate::{locations, messages, properties};

/// Those that a tool can make, each once; none if there are none. A fix without edits, or one to be read only, is not among
/// them: see [`advice`].
pub(crate) fn fixes(fixes: &[ReportedFix]) -> Option<Vec<Fix>> {
    let mut different: Vec<Fix> = Vec::new();
    for fix in fixes.iter().filter(|fix| can_be_made(fix)).map(fix) {
        if !different.contains(&fix) {
            different.push(fix);
        }
    }
    (!different.is_empty()).then_some(different)
}

/// The titles of fixes that no tool can make.
pub(crate) fn advice(fixes: &[ReportedFix]) -> Vec<&str> {
    fixes.iter().filter(|fix| !can_be_made(fix)).map(|fix| fix.title.as_str()).collect()
}

fn can_be_made(fix: &ReportedFix) -> bool {
    fix.applicability != Applicability::DisplayOnly && !fix.edits.is_empty()
}

fn fix(fix: &ReportedFix) -> Fix {
    let applicability = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::DisplayOnly => "display-only",
    };
    Fix {
        description: Some(messages::message(&fix.title)),
        properties: Some(properties::bag([("applicability", applicability.into())])),
        ..Fix::builder().artifact_changes(changes(&fix.edits)).build()
    }
}

/// One change for each file, in the order in which the files come.
fn changes(edits: &[ReportedEdit]) -> Vec<ArtifactChange> {
    let mut changes: Vec<(&ReportedEdit, Vec<Replacement>)> = Vec::new();
    for edit in edits {
        match changes.iter_mut().find(|(first, _)| first.path == edit.path) {
            Some((_, replacements)) => replacements.push(replacement(edit)),
            None => changes.push((edit, vec![replacement(edit)])),
        }
    }
    let change = |(first, replacements): (&ReportedEdit, Vec<Replacement>)| {
        let location = locations::artifact(&first.path);
        ArtifactChange::builder().artifact_location(location).replacements(replacements).build()
    };
    changes.into_iter().map(change).collect()
}

fn replacement(edit: &ReportedEdit) -> Replacement {
    let deleted = locations::region(&edit.region);
    Replacement {
        inserted_content: Some(locations::content(&edit.replacement)),
        ..Replacement::builder().deleted_region(deleted).build()
    }
}
