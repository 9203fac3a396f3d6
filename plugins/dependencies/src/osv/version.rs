//! Versions as they are compared with advisories: without their local part.

use std::str::FromStr;

use pep440_rs::Version;

/// An installed version.
#[derive(Debug, Clone)]
pub struct Installed {
    /// As written.
    pub raw: String,
    /// With its local part; none if it is no version of PEP 440.
    pub full: Option<Version>,
    /// Without its local part, which is the packager's.
    pub public: Option<Version>,
}

impl Installed {
    /// Reads a version.
    pub fn new(raw: &str) -> Self {
        let full = parse(raw);
        let public = full.clone().map(public);
        Installed { raw: raw.to_owned(), full, public }
    }
}

/// A version of PEP 440.
pub fn parse(raw: &str) -> Option<Version> {
    Version::from_str(raw.trim()).ok()
}

/// A version without its local part.
pub fn public(version: Version) -> Version {
    if version.is_local() { version.without_local() } else { version }
}
