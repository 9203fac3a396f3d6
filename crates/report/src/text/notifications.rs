//! What happened to the scan itself.

use std::collections::BTreeMap;

use secws_model::{Notification, NotificationKind};

use super::paint::{self, Paint};
use super::place;
use crate::escape;

/// Notifications of one kind about one plugin that are shown; more are counted.
const SHOWN: usize = 10;

/// All notifications, those of one kind and plugin together, and a blank line behind each of these groups.
pub(crate) fn render(notifications: &[Notification], paint: &Paint) -> String {
    let mut groups: BTreeMap<(NotificationKind, Option<&str>), Vec<&Notification>> = BTreeMap::new();
    for notification in notifications {
        groups.entry((notification.kind, notification.plugin.as_deref())).or_default().push(notification);
    }
    groups.into_iter().map(|((kind, plugin), group)| render_group(kind, plugin, &group, paint)).collect()
}

fn render_group(kind: NotificationKind, plugin: Option<&str>, group: &[&Notification], paint: &Paint) -> String {
    let (word, style) = paint::notification(kind.level());
    let about = plugin.map(|plugin| format!(" {}:", escape::name(plugin))).unwrap_or_default();
    let head = paint.styled(style, &format!("{word}[{kind}]")) + &paint.styled(paint::BOLD, &format!(":{about}"));
    let mut text = String::new();
    for notification in group.iter().take(SHOWN) {
        text.push_str(&format!("{head} {}\n", escape::prose(&notification.message)));
        if let Some(at) = &notification.place {
            text.push_str(&format!("  {} {}\n", paint.styled(paint::GUTTER, "-->"), place::render(at, paint)));
        }
    }
    match group.len().saturating_sub(SHOWN) {
        0 => text + "\n",
        more => format!("{text}{head} and {more} more\n\n"),
    }
}
