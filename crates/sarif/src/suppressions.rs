//! Who said that a finding is known.

use secws_model::SuppressionKind;
use serde_sarif::sarif::{Location, PhysicalLocation, Suppression};

use crate::locations;

/// A suppression, at the place where it stands.
pub(crate) fn suppression(suppression: &secws_model::Suppression) -> Suppression {
    let kind = match suppression.kind {
        SuppressionKind::InSource => "inSource",
        SuppressionKind::External => "external",
    };
    let physical = PhysicalLocation {
        artifact_location: Some(locations::artifact(&suppression.path)),
        region: suppression.line.map(locations::line),
        ..PhysicalLocation::default()
    };
    Suppression {
        justification: suppression.justification.clone(),
        location: Some(Location { physical_location: Some(physical), ..Location::default() }),
        status: Some("accepted".into()),
        ..Suppression::builder().kind(kind).build()
    }
}
