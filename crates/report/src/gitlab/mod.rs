//! What the two reports for GitLab share.

use std::borrow::Cow;
use std::collections::BTreeMap;

use secws_model::{Notification, ReportedFinding};

use crate::place;

pub(crate) mod codequality;
pub(crate) mod sast;

/// What happened to the scan, with its kind, plugin and place, and why it is accepted.
fn sentence(notification: &Notification) -> String {
    let plugin = notification.plugin.as_deref().map(|plugin| format!("{plugin}: ")).unwrap_or_default();
    let place = notification.place.as_ref().map(|place| format!(" ({})", place::full(place))).unwrap_or_default();
    let accepted = notification.accepted.as_deref().map(|reason| format!(" (accepted: {reason})")).unwrap_or_default();
    format!("{}: {plugin}{}{place}{accepted}", notification.kind, notification.message)
}

/// The id of the rule; never empty.
fn rule_id(finding: &ReportedFinding) -> &str {
    if finding.rule.is_empty() { "unknown" } else { &finding.rule }
}

/// A path from the root, as GitLab wants it: without a leading `/` or `./`; never empty.
fn relative(path: &str) -> &str {
    let mut path = path;
    while let Some(rest) = path.strip_prefix('/').or_else(|| path.strip_prefix("./")) {
        path = rest;
    }
    if path.is_empty() { "." } else { path }
}

/// The first `most` characters; the last one an ellipsis when something is cut.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most || text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(most.saturating_sub(1)).chain(['…']).collect())
}

/// Makes ids unique within a report: from the second time on, one gets a number.
#[derive(Default)]
struct Ids(BTreeMap<String, u32>);

impl Ids {
    fn unique(&mut self, id: &str) -> String {
        if let Some(count) = self.0.get_mut(id) {
            *count += 1;
            return format!("{id}-{count}");
        }
        self.0.insert(id.to_owned(), 1);
        id.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative() {
        assert_eq!(["a/b.py", "./a", "//a", "/./../a", "/", ""].map(relative), ["a/b.py", "a", "a", "../a", ".", "."]);
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(["ääää", "äääää"].map(|text| cut(text, 4).into_owned()), ["ääää", "äää…"]);
    }
}
