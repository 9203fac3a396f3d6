//! A part of a run, for a repository that is too large for one machine.
//!
//! A shard scans the inputs whose paths fall to it and writes a partial result: what came out of each file, masked, with its
//! facts. What needs more than one file (requests, conclusions, fingerprints, everything after) happens when all partial
//! results meet, over the same tree, so that they give what one run would have given.

use std::fmt;
use std::str::FromStr;

use secws_model::{Digester, Notification, NotificationKind, RepoPath};
use secws_sources::{Input, Listing};
use serde::{Deserialize, Serialize};

use crate::scan::ScannedFile;

/// What every partial result begins with; grows with its form.
const MAGIC: &[u8] = b"secws partial result 1\n";

/// One of so many equal parts, from 1: `2/4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Which, from 1.
    pub index: u32,
    /// Of how many.
    pub count: u32,
}

impl Shard {
    /// Whether a path falls to it. That depends on the path alone, so a new file moves no other.
    fn holds(self, path: &RepoPath) -> bool {
        let mut digester = Digester::default();
        digester.add(path.as_bytes());
        let [a, b, c, d, e, f, g, h, ..] = digester.bytes();
        let number = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        number % u64::from(self.count.max(1)) == u64::from(self.index.saturating_sub(1))
    }

    /// The inputs that fall to it.
    pub(crate) fn of(self, inputs: Vec<Input>) -> Vec<Input> {
        inputs.into_iter().filter(|input| self.holds(&input.path)).collect()
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        match numbers {
            Some((index, count)) if (1..=count).contains(&index) && count <= 10_000 => Ok(Shard { index, count }),
            _ => Err(format!("`{text}` is no shard like 2/4")),
        }
    }
}

/// What one shard found. It holds masked text and spans, and no secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partial {
    /// Which part.
    pub shard: Shard,
    pub(crate) configuration: String,
    /// A digest of all paths that were listed: parts of different trees do not fit together.
    pub(crate) listing: String,
    pub(crate) files: Vec<ScannedFile>,
}

/// Why partial results do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartialError {
    /// The bytes are none.
    #[error("it is no partial result, is damaged, or was written by another version of secws")]
    NotPartial,
    /// Two of them are the same part.
    #[error("shard {0} is there twice")]
    Twice(Shard),
    /// They are parts of different wholes.
    #[error("shard {0} is one of {1}, others are of {2}")]
    Counts(u32, u32, u32),
    /// Plugins or settings differ.
    #[error("shard {0} was scanned with other plugins or settings than this program has here")]
    Configuration(Shard),
    /// The trees differ.
    #[error("shard {0} was scanned over other files than are here\nhint: merge in a checkout of the same commit")]
    Tree(Shard),
}

impl Partial {
    /// Of the files of one shard.
    pub(crate) fn new(shard: Shard, configuration: &str, listing: &Listing, files: Vec<ScannedFile>) -> Self {
        Partial { shard, configuration: configuration.to_owned(), listing: listing_digest(listing), files }
    }

    /// As bytes, with their digest.
    ///
    /// # Errors
    /// Something cannot be written in this form, which would be a defect.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PartialError> {
        let body = postcard::to_stdvec(self).map_err(|_| PartialError::NotPartial)?;
        let mut bytes = MAGIC.to_vec();
        bytes.extend(secws_model::digest(&body).as_bytes());
        bytes.extend(body);
        Ok(bytes)
    }

    /// Whether bytes say that they are one.
    #[must_use]
    pub fn is_partial(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// From bytes.
    ///
    /// # Errors
    /// They are none, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PartialError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(PartialError::NotPartial)?;
        let (digest, body) = rest.split_at_checked(64).ok_or(PartialError::NotPartial)?;
        if secws_model::digest(body).as_bytes() != digest {
            return Err(PartialError::NotPartial);
        }
        postcard::from_bytes(body).map_err(|_| PartialError::NotPartial)
    }
}

/// The files of all parts, and what is told of those that are missing.
pub(crate) fn unite(
    partials: Vec<Partial>,
    configuration: &str,
    listing: &Listing,
) -> Result<(Vec<ScannedFile>, Vec<Notification>), PartialError> {
    let mut partials = partials;
    partials.sort_by_key(|partial| partial.shard);
    let count = partials.first().map_or(1, |partial| partial.shard.count);
    let paths = listing_digest(listing);
    for (position, partial) in partials.iter().enumerate() {
        let shard = partial.shard;
        if shard.count != count {
            return Err(PartialError::Counts(shard.index, shard.count, count));
        }
        if position > 0 && partials[position - 1].shard == shard {
            return Err(PartialError::Twice(shard));
        }
        if partial.configuration != configuration {
            return Err(PartialError::Configuration(shard));
        }
        if partial.listing != paths {
            return Err(PartialError::Tree(shard));
        }
    }
    let missing = (1..=count).filter(|&index| !partials.iter().any(|partial| partial.shard.index == index));
    let notifications = missing.map(|index| {
        let message = format!("The partial result of shard {index}/{count} is not there, so its files were not looked at.");
        Notification::new(NotificationKind::ShardMissing, message)
    });
    let notifications = notifications.collect();
    Ok((partials.into_iter().flat_map(|partial| partial.files).collect(), notifications))
}

fn listing_digest(listing: &Listing) -> String {
    let mut digester = Digester::default();
    for input in &listing.inputs {
        digester.add(&(input.path.as_bytes().len() as u64).to_le_bytes());
        digester.add(input.path.as_bytes());
        digester.add(input.origin.commit().map_or("", |commit| &commit.id).as_bytes());
    }
    digester.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_falls_to_one_shard() {
        for number in 0..200 {
            let path = RepoPath::new(&format!("a/{number}.py"));
            let holding = (1..=4).filter(|&index| Shard { index, count: 4 }.holds(&path)).count();
            assert_eq!(holding, 1);
        }
    }

    #[test]
    fn a_shard_is_written_like_a_fraction() {
        assert_eq!("2/4".parse(), Ok(Shard { index: 2, count: 4 }));
        for bad in ["0/4", "5/4", "2", "2/", "a/b", "1/0", "-1/2", "1/100000"] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
    }

    #[test]
    fn damage_is_noticed() {
        let partial = Partial {
            shard: Shard { index: 1, count: 2 },
            configuration: "c".into(),
            listing: "l".into(),
            files: Vec::new(),
        };
        let bytes = partial.to_bytes().unwrap();
        assert_eq!(Partial::from_bytes(&bytes), Ok(partial));
        for position in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[position] ^= 1;
            assert_eq!(Partial::from_bytes(&broken), Err(PartialError::NotPartial), "{position}");
            assert_eq!(Partial::from_bytes(&bytes[..position]), Err(PartialError::NotPartial));
        }
    }
}
