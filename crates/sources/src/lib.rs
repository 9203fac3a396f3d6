//! Where inputs come from. A [`Source`] lists [`Input`]s; an input is opened when its turn has come.
#![forbid(unsafe_code)]

mod content;
mod input;
mod memory;
mod root;
mod tracked;
mod tree;

pub use content::Content;
pub use input::{Input, Listing, Source};
pub use memory::Memory;
pub use root::{Root, RootError};
pub use tree::Tree;
