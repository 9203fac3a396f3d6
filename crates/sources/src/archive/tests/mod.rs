//! Archives as they are built by others, broken and hostile.
#![allow(clippy::unwrap_used)]

mod bounds;
mod build;
mod formats;
mod hostile;
mod python;

use std::collections::BTreeMap;

use secws_model::{Notification, Origin, RepoPath};

use super::{Budget, Limits, is_container, members};
use crate::Content;

/// What came out of an archive, with those in it.
struct Unpacked {
    files: BTreeMap<String, Vec<u8>>,
    notices: Vec<Notification>,
}

impl Unpacked {
    fn paths(&self) -> Vec<&str> {
        self.files.keys().map(String::as_str).collect()
    }

    fn text(&self, path: &str) -> &str {
        std::str::from_utf8(&self.files[path]).unwrap()
    }

    fn messages(&self) -> Vec<&str> {
        self.notices.iter().map(|notice| notice.message.as_str()).collect()
    }
}

/// Everything in an archive, nested ones unpacked as the engine does.
fn unpack(name: &str, bytes: &[u8], limits: &Limits, whole: u64) -> Unpacked {
    let mut unpacked = Unpacked { files: BTreeMap::new(), notices: Vec::new() };
    let origin = Origin::Tree { tracked: true };
    let mut budget = Budget::new(limits);
    level(&Content::of(bytes.into()), &RepoPath::new(name), &origin, 0, &mut budget, whole, &mut unpacked);
    unpacked
}

fn level(
    content: &Content,
    path: &RepoPath,
    origin: &Origin,
    depth: u32,
    budget: &mut Budget,
    whole: u64,
    unpacked: &mut Unpacked,
) {
    let notices = members(content, path, origin, depth, budget, whole, &mut |member, budget| {
        assert!(RepoPath::is_normal(member.path.as_str()), "{:?}", member.path);
        assert_eq!(member.origin, Origin::Member { container: path.clone(), commit: None });
        assert!(matches!(member.content, Content::Whole(_)) == (member.content.size() <= whole));
        if is_container(&member.content) {
            level(&member.content, &member.path, &member.origin, depth + 1, budget, whole, unpacked);
        }
        let bytes = member.content.read(0, u32::MAX).unwrap();
        assert_eq!(bytes.len() as u64, member.content.size());
        assert!(unpacked.files.insert(member.path.to_string(), bytes).is_none(), "{:?} came twice", member.path);
    });
    unpacked.notices.extend(notices);
}

fn unpack_by_default(name: &str, bytes: &[u8]) -> Unpacked {
    unpack(name, bytes, &Limits::default(), 1 << 20)
}
