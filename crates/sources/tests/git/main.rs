//! Real repositories, made by git itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod changes;
mod commit_tree;
mod history;
mod index;
mod oracle;
mod support;
