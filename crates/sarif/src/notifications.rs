//! What happened to the scan itself.

use secws_model::NotificationLevel;
use serde_sarif::sarif::{Notification, ReportingDescriptorReference};

use crate::{locations, messages, properties};

/// A notification.
pub(crate) fn notification(notification: &secws_model::Notification) -> Notification {
    let kind = notification.kind;
    let descriptor =
        ReportingDescriptorReference { id: Some(kind.id().to_owned()), ..ReportingDescriptorReference::default() };
    let plugin = notification.plugin.as_deref().map(|name| ("plugin", name.into()));
    let accepted = notification.accepted.as_deref().map(|reason| ("accepted", reason.into()));
    // Settings accept it: it is there to be known, no more.
    let level = if accepted.is_some() { NotificationLevel::Note } else { kind.level() };
    let text = if notification.message.trim().is_empty() { kind.id() } else { &notification.message };
    Notification {
        descriptor: Some(descriptor),
        level: Some(level_name(level).into()),
        locations: notification.place.as_ref().map(|place| vec![locations::location(place)]),
        properties: properties::unless_empty(properties::bag(plugin.into_iter().chain(accepted))),
        ..Notification::builder().message(messages::message(text)).build()
    }
}

fn level_name(level: NotificationLevel) -> &'static str {
    match level {
        NotificationLevel::Note => "note",
        NotificationLevel::Warning => "warning",
        NotificationLevel::Error => "error",
    }
}
