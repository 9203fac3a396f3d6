//! Where inputs come from. A [`Source`] lists [`Input`]s; an input is opened when its turn has come.
#![forbid(unsafe_code)]

pub mod archive;
mod content;
mod exclusions;
mod git;
mod input;
mod memory;
mod root;
mod several;
mod stat;
mod stdin;
mod tree;

pub use content::Content;
pub use exclusions::{Excluding, PatternError, ReadIgnore};
pub use git::{Changes, CommitTree, GitError, History, Index, Walked};
pub use input::{Input, Listing, Source};
pub use memory::Memory;
pub use root::{Root, RootError};
pub use several::{Several, Unlisted};
pub use stat::Stat;
pub use stdin::{Stdin, StdinError};
pub use tree::Tree;
