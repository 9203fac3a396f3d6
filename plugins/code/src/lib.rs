//! Finds insecure Python code.
//!
//! A file goes through [`decode`] (bytes to text), [`parse`] (text to tree), [`semantic`] (what names mean) and [`walk`]
//! (each node to the rules that ask for its like). A rule is three files of one stem in `rules`, and nothing else.

pub mod call;
pub mod command;
pub mod decode;
pub mod depth;
pub mod dispatch;
pub mod markup;
pub mod named;
pub mod parse;
mod plugin;
pub mod rule;
pub mod rules;
pub mod scene;
pub mod secret;
pub mod semantic;
mod settings;
pub mod sql;
pub mod walk;
pub mod words;

#[cfg(test)]
mod tests;

pub use plugin::Code;
pub use rule::{Check, Report, Rule, Text};

secws_plugin_sdk::export_plugin!(Code);
