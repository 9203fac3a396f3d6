//! What happened to the scan itself.

use serde::Serialize;

use super::place::{self, Place};
use crate::summary;

/// See the schema.
#[derive(Serialize)]
pub(super) struct Notification<'a> {
    kind: &'static str,
    level: &'static str,
    plugin: Option<&'a str>,
    message: &'a str,
    incomplete: bool,
    accepted: Option<&'a str>,
    location: Option<Place<'a>>,
}

/// A notification as it is written.
pub(super) fn notification(notification: &secws_model::Notification) -> Notification<'_> {
    Notification {
        kind: notification.kind.id(),
        level: summary::level(notification.kind.level()),
        plugin: notification.plugin.as_deref(),
        message: &notification.message,
        incomplete: notification.is_incomplete(),
        accepted: notification.accepted.as_deref(),
        location: notification.place.as_ref().map(place::place),
    }
}
