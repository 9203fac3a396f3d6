//! What a user of the crate sees: indexes that are built, updated, opened and asked.
#![expect(clippy::unwrap_used, reason = "in a test that is how to fail")]

mod compare;
mod embedded;
mod evaluate;
mod helpers;
mod hostile;
mod lookups;
mod merging;
mod updates;
