//! Why a log could not be imported.

/// Why a log could not be imported. None of them repeats what is in the log.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// SARIF is UTF-8.
    #[error("`{name}` is no SARIF log: it is not UTF-8.\nhint: convert it, for example with `iconv -f UTF-16 -t UTF-8`")]
    Encoding {
        /// The log.
        name: String,
    },
    /// It is no JSON, or nested too deep.
    #[error("`{name}` is no SARIF log: it is not JSON from line {line}, column {column} on.")]
    Json {
        /// The log.
        name: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// It is JSON, but no SARIF log.
    #[error("`{name}` is no SARIF log: it has no list `runs`.")]
    Shape {
        /// The log.
        name: String,
    },
    /// It is a log of another version.
    #[error(
        "`{name}` is SARIF of version {version}; only 2.1.0 is read.\nhint: the SARIF Multitool's `transform` makes it 2.1.0"
    )]
    Version {
        /// The log.
        name: String,
        /// What it says, cut.
        version: String,
    },
}
