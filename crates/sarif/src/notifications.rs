//! What happened to the scan itself.

use secws_model::NotificationLevel;
use serde_sarif::sarif::{Notification, ReportingDescriptorReference};

use crate::{locations, messages, properties};

/// A notification.
pub(crate) fn notification(notification: &secws_model::Notification) -> Notification {
    let kind = notification.kind;
    let descriptor =
        ReportingDescriptorReference { id: Some(kind.id().to_owned()), ..ReportingDescriptorReference::default() };
    let plugin = notification.plugin.as_deref();
    let text = if notification.message.trim().is_empty() { kind.id() } else { &notification.message };
    Notification {
        descriptor: Some(descriptor),
        level: Some(level(kind.level()).into()),
        locations: notification.place.as_ref().map(|place| vec![locations::location(place)]),
        properties: plugin.map(|name| properties::bag([("plugin", name.into())])),
        ..Notification::builder().message(messages::message(text)).build()
    }
}

fn level(level: NotificationLevel) -> &'static str {
    match level {
        NotificationLevel::Note => "note",
        NotificationLevel::Warning => "warning",
        NotificationLevel::Error => "error",
    }
}
