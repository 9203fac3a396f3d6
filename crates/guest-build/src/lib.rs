//! From a plugin's Rust source to its component: a compiler for wasm, and what makes a component of its module.
#![forbid(unsafe_code)]

mod component;
mod error;
mod process;
mod toolchain;

pub use component::{component, module};
pub use error::BuildError;
pub use process::{output, run};
pub use toolchain::{Build, TARGET, Toolchain};
