//! What can go wrong on the way to a component.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

use crate::toolchain::{DEBIAN_PACKAGES, TARGET};

/// Why there is no component.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Neither the active toolchain nor Debian's builds for wasm.
    #[error(
        "no compiler for {TARGET} was found\n\
         hint: `rustup target add {TARGET}`, or on Debian `apt-get install --no-install-recommends {}`",
        DEBIAN_PACKAGES.join(" ")
    )]
    NoCompiler,
    /// A program is missing or may not be run.
    #[error("`{program}` cannot be started")]
    Start {
        /// Its name or path.
        program: String,
        /// What the system says.
        source: io::Error,
    },
    /// A program said no; what it wrote to standard error says why.
    #[error("`{program}` ended with {status}")]
    Failed {
        /// Its name or path.
        program: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// The compiler succeeded, and left nothing.
    #[error("`{}` was not built\nhint: the library needs `crate-type = [\"cdylib\", \"rlib\"]`", module.display())]
    NoModule {
        /// Where it should be.
        module: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The module lacks the contract's exports, or is no module.
    #[error(
        "`{}` cannot be made a component: {reason}\nhint: `secws_plugin_sdk::export_plugin!(Mine)` exports the contract",
        module.display()
    )]
    NoComponent {
        /// The module.
        module: PathBuf,
        /// All that the encoder says, outermost first.
        reason: String,
    },
}
