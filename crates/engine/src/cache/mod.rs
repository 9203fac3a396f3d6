//! What was scanned before, by content.
//!
//! A result is kept under all that it depends on: the bytes, the path, the origin as far as a plugin can see it, and the
//! [`Configuration`]: this program, its plugins and their settings. It is kept for a file as a whole, not for each plugin, since
//! the masks of all plugins on a file join before anything is made of what one of them says. So it holds masked text and spans,
//! and no secret.
//!
//! Besides, an index says for a path which bytes it held when it was last read, so that a file that has not changed since need
//! not be read: see [`stat`](mod@stat).

mod configuration;
mod session;
mod stat;
mod store;

pub(crate) use configuration::Configuration;
pub(crate) use session::Session;
pub use store::{Cache, CacheError};
