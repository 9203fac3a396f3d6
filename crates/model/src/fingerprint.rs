//! What makes a finding the same tomorrow.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{RepoPath, hexadecimal};

/// 128 bits in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// One that was read from a file, cut to its length.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        Fingerprint(text.chars().filter(char::is_ascii_hexdigit).take(32).collect())
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a finding is known by, masked. No line number is in it, so that it survives when lines move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FingerprintKey {
    /// The full id of the rule.
    pub rule: String,
    /// The file.
    pub path: RepoPath,
    /// The identity that the plugin gave, or the masked line.
    pub context: String,
}

/// With the path, and without it for a file that was renamed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprints {
    /// Rule, path, context and occurrence.
    pub in_path: Fingerprint,
    /// Rule, context and occurrence in its file.
    pub in_any_path: Fingerprint,
}

impl FingerprintKey {
    /// The fingerprints of the `occurrence`-th finding, from 0, with this key in its file.
    #[must_use]
    pub fn fingerprints(&self, occurrence: u32) -> Fingerprints {
        let number = occurrence.to_string();
        let parts = [self.rule.as_bytes(), self.context.as_bytes(), number.as_bytes()];
        let in_any_path = Fingerprint(hash(&parts));
        let in_path = Fingerprint(hash(&[parts[0], self.path.as_bytes(), parts[1], parts[2]]));
        Fingerprints { in_path, in_any_path }
    }
}

/// SHA-256 of the parts, each behind its length so that no two lists of parts read alike, cut to 128 bits.
fn hash(parts: &[&[u8]]) -> String {
    use sha2::Digest as _;
    let mut hasher = sha2::Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hexadecimal(&hasher.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_file_keeps_one_of_two() {
        let key = |path: &str| FingerprintKey { rule: "code/x".into(), path: path.into(), context: "f()".into() };
        let (old, new, second) = (key("a.py").fingerprints(0), key("b.py").fingerprints(0), key("a.py").fingerprints(1));
        assert_eq!(old.in_any_path, new.in_any_path);
        assert_ne!(old.in_path, new.in_path);
        assert_ne!(old.in_path, second.in_path);
        assert_eq!(old.in_path.as_str().len(), 32);
    }
}
