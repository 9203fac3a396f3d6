//! What people say of findings that they know: comments beside them, settings, the files of other tools. It marks, and deletes
//! nothing. It knows no rule but by the ids and aliases that it is handed.
#![forbid(unsafe_code)]

mod apply;
mod comment;
mod ignore;
mod parse;
mod peers;

pub use apply::{Said, apply};
pub use comment::{Comment, Scope, Syntax};
pub use ignore::{Ignore, IgnoreError};
pub use parse::comments;
pub use peers::{Bytes, PEER_FILES, Peers};
