//! What a plugin is, and which files it wants.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{RepoPath, Rule};

/// Bytes that a file must hold at an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Magic {
    /// From the start of the file.
    pub offset: u64,
    /// What must stand there.
    pub bytes: Vec<u8>,
}

/// Bytes that a file must hold somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// What must occur.
    pub bytes: Vec<u8>,
    /// In any case of its ASCII letters.
    pub ignore_case: bool,
    /// Its base64 and hexadecimal forms count as well.
    pub encoded: bool,
}

/// One kind of files that a plugin wants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interest {
    /// For people.
    pub name: String,
    /// Names, or paths where there is a `/`.
    pub globs: Vec<String>,
    /// One of them, or a glob, must fit.
    pub magics: Vec<Magic>,
    /// One of them must occur.
    pub literals: Vec<Literal>,
    /// Files of any size.
    pub by_pieces: bool,
    /// Opens the container itself.
    pub opens: bool,
}

/// What a plugin says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// Kebab-case.
    pub name: String,
    /// Its own version.
    pub version: String,
    /// What it finds.
    pub rules: Vec<Rule>,
    /// JSON Schema of its settings table.
    pub settings_schema: String,
    /// Topics of other plugins' facts.
    pub consumes: Vec<String>,
    /// Whether its configuration holds the date.
    pub needs_today: bool,
}

/// A literal that the host met in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Where it starts.
    pub offset: u64,
    /// Position among the plugin's interests.
    pub interest: u32,
    /// Position among the interest's literals.
    pub literal: u32,
}

/// The literals of one plugin in one file, by offset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hits {
    /// In order.
    pub found: Vec<Hit>,
    /// There were more than are kept.
    pub cut: bool,
}

/// The oldest commit that brought a blob.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Commit {
    /// Its id, whole.
    pub id: String,
    /// When its author made it, RFC 3339.
    pub date: String,
    /// Whether the blob is still in `HEAD`, at whatever path.
    pub in_head: bool,
}

/// Where an input comes from. In this order they are reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// The working tree or the index.
    Tree {
        /// Whether git tracks it.
        tracked: bool,
    },
    /// A member of a container.
    Member {
        /// The container.
        container: RepoPath,
        /// For a container that is a blob of git's history, what brought that.
        commit: Option<Commit>,
    },
    /// Standard input.
    Stdin,
    /// A blob of git's history.
    History(Commit),
}

impl Origin {
    /// Whether it belongs to the current tree, so that its facts count.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.commit().is_none()
    }

    /// What brought it, if it is of git's history.
    #[must_use]
    pub fn commit(&self) -> Option<&Commit> {
        match self {
            Origin::History(commit) | Origin::Member { commit: Some(commit), .. } => Some(commit),
            _ => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Tree { tracked: true } => f.write_str("tree"),
            Origin::Tree { tracked: false } => f.write_str("tree, untracked"),
            Origin::History(commit) => write!(f, "history, {}", commit.id),
            Origin::Member { container, .. } => write!(f, "member of {container}"),
            Origin::Stdin => f.write_str("standard input"),
        }
    }
}
