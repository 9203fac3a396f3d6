//! What goes wrong in a plugin, told apart.

use std::path::PathBuf;
use std::time::Duration;

use secws_model::NotificationKind;

/// Why a call did not return. The instance is not to be used again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It ran too long.
    #[error("ran longer than its {} seconds", .0.as_secs_f64())]
    Deadline(Duration),
    /// It wanted too much memory.
    #[error("wanted more than its {} MiB of memory", .0 >> 20)]
    Memory(usize),
    /// It called too deep.
    #[error("ran out of stack")]
    Stack,
    /// It panicked, at this place in its source.
    #[error("panicked at {0}")]
    Panic(String),
    /// It failed otherwise.
    #[error("trapped: {0}")]
    Trap(String),
    /// What it said was more than the host takes.
    #[error("said more than the host takes in one call")]
    TooMuch,
    /// It said itself that it could not.
    #[error("said: {0}")]
    Refused(String),
}

impl Failure {
    /// The notification that tells of it.
    #[must_use]
    pub fn kind(&self) -> NotificationKind {
        match self {
            Failure::Deadline(_) => NotificationKind::PluginDeadline,
            Failure::Memory(_) => NotificationKind::PluginMemory,
            Failure::Stack => NotificationKind::PluginStack,
            Failure::Panic(_) => NotificationKind::PluginPanic,
            Failure::Trap(_) => NotificationKind::PluginTrap,
            Failure::TooMuch => NotificationKind::PluginClaim,
            Failure::Refused(_) => NotificationKind::PluginError,
        }
    }

    /// Whether the instance may be used again: only if the plugin returned by itself.
    #[must_use]
    pub fn keeps_instance(&self) -> bool {
        matches!(self, Failure::Refused(_))
    }
}

/// What a plugin says is wrong with its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingError {
    /// Dotted, within the plugin's table: `rules.0.pattern`.
    pub key: String,
    /// What is wrong.
    pub message: String,
}

/// Why there is no plugin to call.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The bytes are something else.
    #[error("it is no WebAssembly component")]
    NotAComponent,
    /// It does not follow the contract.
    #[error("it does not export `{wanted}`, so it is no plugin for this version of secws")]
    NotAPlugin {
        /// The interface that it lacks.
        wanted: String,
    },
    /// It asks for what no plugin is given.
    #[error("it imports {}, which no plugin is given", .0.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))]
    ForbiddenImports(Vec<String>),
    /// It could not be compiled.
    #[error("it could not be compiled: {0}")]
    Compile(String),
    /// Precompiled code is not for this machine or this version.
    #[error("its precompiled form cannot be loaded here: {0}")]
    Load(String),
    /// A call that comes before any scan failed.
    #[error("its `{call}` {failure}")]
    Failed {
        /// Of the contract.
        call: &'static str,
        /// How.
        failure: Failure,
    },
    /// What it says of itself is not what the contract allows.
    #[error("it describes itself wrongly: {0}")]
    Description(String),
    /// It refuses its settings.
    #[error("it refuses its settings")]
    Settings(Vec<SettingError>),
    /// The cache of compiled plugins could not be used.
    #[error("the cache of compiled plugins at `{}` cannot be used: {error}", .path.display())]
    Cache {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The engine itself could not be made.
    #[error("the WebAssembly engine cannot start: {0}")]
    Engine(String),
}
