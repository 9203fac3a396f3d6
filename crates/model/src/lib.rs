//! The words that all of secws shares: what a plugin says ([`Outcome`]), what is made of it ([`Report`]) and what is decided
//! ([`Verdict`]). Does no input or output.
#![forbid(unsafe_code)]

mod finding;
mod fingerprint;
mod interest;
mod line_hash;
mod lines;
mod path;
mod redact;
mod report;
mod rule;
mod verdict;

pub use finding::{Applicability, Edit, Fact, Finding, Fix, Gap, GapKind, Location, Outcome, Span};
pub use fingerprint::{Fingerprint, FingerprintKey, Fingerprints};
pub use interest::{Commit, Description, Hit, Hits, Interest, Literal, Magic, Origin};
pub use line_hash::line_hashes;
pub use lines::{LineIndex, Region, Snippet};
pub use path::RepoPath;
pub use redact::{REDACTED, Redacted, Redactor};
pub use report::{
    BaselineState, Coverage, Narrowed, Notification, NotificationKind, NotificationLevel, Place, PluginCoverage, PluginInfo,
    Report, ReportedEdit, ReportedFinding, ReportedFix, Skipped, Source, Suppression, SuppressionKind,
};
pub use rule::{Precision, Rule, Severity};
pub use verdict::{Reason, Verdict};

/// The digest of a file's contents: SHA-256, as 64 lower-case hexadecimal digits.
pub type Digest = String;

/// SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> Digest {
    let mut digester = Digester::default();
    digester.add(bytes);
    digester.finish()
}

/// Makes a digest piece by piece.
#[derive(Debug, Default)]
pub struct Digester(sha2::Sha256);

impl Digester {
    /// The next piece.
    pub fn add(&mut self, piece: &[u8]) {
        sha2::Digest::update(&mut self.0, piece);
    }

    /// The digest of all pieces.
    #[must_use]
    pub fn finish(self) -> Digest {
        hexadecimal(&self.bytes())
    }

    /// The same, not in hexadecimal.
    #[must_use]
    pub fn bytes(self) -> [u8; 32] {
        sha2::Digest::finalize(self.0).into()
    }
}

/// Two lower-case digits a byte.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|&byte| [digit(byte >> 4), digit(byte)]).collect()
}
