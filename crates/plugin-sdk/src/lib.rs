//! What the author of a secws rule plugin depends on.
//!
//! A plugin is a type that implements [`Plugin`] and one line, [`export_plugin!`]. Its logic is plain Rust that also builds
//! and tests natively: [`File`] and [`Facts`] are traits, with in-memory forms in [`testing`].
//!
//! ```
//! use secws_plugin_sdk::*;
//!
//! static RULE: RuleInfo = RuleInfo {
//!     name: "todo-left",
//!     title: "A TODO was left in the code",
//!     help: "# TODO left\n\nFinish it or file it.",
//!     severity: Severity::Note,
//!     precision: Precision::High,
//!     cwe: &[546],
//!     ..RuleInfo::DEFAULT
//! };
//!
//! struct Todo;
//!
//! impl Plugin for Todo {
//!     const NAME: &'static str = "todo";
//!
//!     fn describe() -> Description {
//!         describe::<Self>(env!("CARGO_PKG_VERSION"), &[&RULE])
//!     }
//!
//!     fn configure(_: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
//!         Ok((Todo, vec![Interest::of("todo").literal(Literal::text("TODO"))]))
//!     }
//!
//!     fn scan(&self, file: &dyn File) -> Result<Outcome, String> {
//!         let mut outcome = Outcome::default();
//!         for hit in file.hits().found {
//!             let span = Span::new(hit.offset, hit.offset + 4);
//!             outcome.findings.push(Finding::new::<Self>(&RULE, "Finish this", &file.path(), span));
//!         }
//!         Ok(outcome)
//!     }
//! }
//!
//! secws_plugin_sdk::export_plugin!(Todo);
//! ```
#![forbid(clippy::unwrap_used)]

mod build;
mod guest;
mod plugin;
pub mod settings;
#[cfg(feature = "testing")]
pub mod testing;

pub use build::{RuleInfo, describe};
pub use plugin::{Advisories, ConcludesWithAdvisories, Facts, File, Plugin};

/// What `wit-bindgen` makes of the contract. Use the re-exports at the crate's root.
#[doc(hidden)]
#[allow(missing_docs, unsafe_code, unused_qualifications, clippy::all)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "wit",
        world: "plugin-with-advisories",
        pub_export_macro: true,
        default_bindings_module: "secws_plugin_sdk::bindings",
        additional_derives: [PartialEq],
        generate_all,
    });
}

#[doc(hidden)]
pub use guest::{Guest, GuestWithAdvisories, Slot};

pub use bindings::secws::plugin::input::{FileFact, Hit, Hits, Origin};
pub use bindings::secws::plugin::types::{
    Applicability, Configuration, Description, Edit, Fact, Finding, Fix, Gap, GapKind, Interest, Literal, Location, Magic,
    Outcome, Precision, Rule, SettingError, Severity, Span,
};

/// Writes to the host's log. It is shown with `-v`, after the masks of the call it was written in were applied.
pub mod log {
    use crate::bindings::secws::plugin::log::{Level, log};

    /// What only a developer of the plugin wants to know.
    pub fn debug(message: &str) {
        log(Level::Debug, message);
    }

    /// What a user may want to know.
    pub fn info(message: &str) {
        log(Level::Info, message);
    }

    /// What a user should know.
    pub fn warn(message: &str) {
        log(Level::Warn, message);
    }
}
