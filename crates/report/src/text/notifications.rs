//! What happened to the scan itself.

use std::collections::BTreeMap;

use secws_model::{Notification, NotificationKind, NotificationLevel};

use super::paint::{self, Paint};
use super::place;
use crate::{escape, summary};

/// Notifications of one kind about one plugin that are shown; more are counted.
const SHOWN: usize = 10;

/// What is shown together: a kind about a plugin; first what nobody accepted.
type Group<'a> = (bool, NotificationKind, Option<&'a str>);

/// All notifications, those of one kind and plugin together, and a blank line behind each of these groups.
pub(crate) fn render(notifications: &[Notification], paint: &Paint) -> String {
    let mut groups: BTreeMap<Group, Vec<&Notification>> = BTreeMap::new();
    for notification in notifications {
        let group = (notification.accepted.is_some(), notification.kind, notification.plugin.as_deref());
        groups.entry(group).or_default().push(notification);
    }
    groups.into_iter().map(|(about, group)| render_group(about, &group, paint)).collect()
}

fn render_group((is_accepted, kind, plugin): Group, group: &[&Notification], paint: &Paint) -> String {
    let level = if is_accepted { NotificationLevel::Note } else { kind.level() };
    let word = summary::level(level);
    let about = plugin.map(|plugin| format!(" {}:", escape::name(plugin))).unwrap_or_default();
    let head = paint.styled(paint::notification(level), &format!("{word}[{kind}]"))
        + &paint.styled(paint::BOLD, &format!(":{about}"));
    let mut text = String::new();
    for notification in group.iter().take(SHOWN) {
        text.push_str(&format!("{head} {}\n", escape::prose(&notification.message)));
        if let Some(at) = &notification.place {
            text.push_str(&format!("  {} {}\n", paint.styled(paint::GUTTER, "-->"), place::render(at, paint)));
        }
        if let Some(reason) = &notification.accepted {
            text.push_str(&format!("  {} accepted: {}\n", paint.styled(paint::GUTTER, "="), escape::prose(reason)));
        }
    }
    match group.len().saturating_sub(SHOWN) {
        0 => text + "\n",
        more => format!("{text}{head} and {more} more\n\n"),
    }
}
