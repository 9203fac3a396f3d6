//! `.secrets.baseline` of detect-secrets: by file, the SHA-1 of each secret that was there.
//!
//! That hash is theirs; ours of a secret is made only to be compared with it, and kept nowhere.

use std::collections::{BTreeMap, BTreeSet};

use secws_model::{ReportedFinding, hexadecimal};
use serde::Deserialize;
use sha1::Digest as _;

use super::{Bytes, Reason};

/// What was there, by file.
#[derive(Debug, Default)]
pub(super) struct SecretsBaseline {
    files: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    results: BTreeMap<String, Vec<RawSecret>>,
}

#[derive(Deserialize)]
struct RawSecret {
    #[serde(default)]
    hashed_secret: String,
    /// What an audit said: whether it is one.
    is_secret: Option<bool>,
}

impl SecretsBaseline {
    /// From its JSON. What an audit says is a real secret is not hidden.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let raw: Raw = serde_json::from_str(text).map_err(|error| format!("line {}: it has another form", error.line()))?;
        let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (file, secrets) in raw.results {
            let hashes = secrets.into_iter().filter(|secret| secret.is_secret != Some(true));
            let path = file.replace('\\', "/").trim_start_matches("./").to_owned();
            files.entry(path).or_default().extend(hashes.map(|secret| secret.hashed_secret.to_lowercase()));
        }
        Ok(SecretsBaseline { files })
    }

    pub(super) fn reason(&self, finding: &ReportedFinding, bytes: &dyn Bytes) -> Option<Reason> {
        let hashes = self.files.get(finding.place.path.as_str())?;
        let secrets = bytes.secrets(finding);
        let known = |secret: &String| hashes.contains(&hexadecimal(&sha1::Sha1::digest(secret.as_bytes())));
        (!secrets.is_empty() && secrets.iter().all(known)).then(|| Reason {
            file: ".secrets.baseline",
            line: None,
            text: ".secrets.baseline knows it".to_owned(),
        })
    }
}
