//! Loads, limits and calls rule plugins; the only crate that knows wasmtime.
//!
//! A [`Host`] makes [`Plugin`]s of components. A plugin has no authority but the functions of the contract
//! (`crates/plugin-sdk/wit/plugin.wit`) that its imports name. Each worker keeps an [`Instance`] of it; a call that traps or
//! runs over its [`Limits`] ends in a [`Failure`], after which the instance is to be dropped. What a call says is a claim:
//! `convert` checks it and nothing else of it is used.

mod compile;
mod contract;
mod convert;
mod error;
mod host;
mod input;
mod instance;
mod limits;
mod plugin;

pub use compile::{Compiler, Precompiled, compile_in_child, precompile};
pub use error::{Failure, SandboxError, SettingError};
pub use host::Host;
pub use input::{Advisories, FactSource, InputFile, TopicFact};
pub use instance::{Answer, Instance, LogLevel, LogLine};
pub use limits::Limits;
pub use plugin::{Configured, Plugin};
