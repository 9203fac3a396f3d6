//! All that knows git: the index, the history, what changed, and files of other commits.
//!
//! A repository is read, never run: no hook, filter, driver or other program that its settings name is started, and neither
//! the environment nor the user's settings change what is read.

mod blob;
mod changes;
mod commit_tree;
mod commits;
mod error;
mod extent;
mod history;
mod index;
mod lookup;
mod range;
mod renames;
mod repository;
mod scope;
mod sightings;
mod tracked;
mod troubles;

pub(crate) use blob::Blob;
pub use changes::Changes;
pub use commit_tree::CommitTree;
pub use error::GitError;
pub use history::{History, Walked};
pub use index::Index;
pub(crate) use tracked::tracked;
