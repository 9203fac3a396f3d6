//! The indexes that a project's tools are told to use.

use crate::reading::Reading;
use crate::rule::{self, Index};
use crate::toml_document::{Node, Words};

/// Reports the indexes that are not reached safely.
pub fn read(root: Node<'_>, reading: &mut Reading) {
    let Some(tool) = root.get("tool") else { return };
    for keys in [&["uv", "index"][..], &["poetry", "source"], &["pdm", "source"]] {
        for index in tool.at(keys).into_iter().flat_map(Node::items) {
            check(index.get("url").and_then(Node::words), reading);
        }
    }
    for key in ["index-url", "extra-index-url", "find-links"] {
        for table in [&["uv"][..], &["uv", "pip"]] {
            let value = tool.at(table).and_then(|table| table.get(key));
            check(value.and_then(Node::words), reading);
            value.into_iter().flat_map(Node::items).for_each(|item| check(item.words(), reading));
        }
    }
}

fn check(words: Option<Words<'_>>, reading: &mut Reading) {
    let Some(words) = words else { return };
    let index = Index { address: words.value, trusted: false, place: reading.location(Some(words.place())) };
    rule::check_index(&index).for_each(|finding| reading.find(finding));
}
