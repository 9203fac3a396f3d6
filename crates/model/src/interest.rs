//! What a plugin is, and which files it wants.

use std::fmt;

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

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The working tree or the index.
    Tree {
        /// Whether git tracks it.
        tracked: bool,
    },
    /// A blob of git's history.
    History {
        /// The commit that brought it.
        commit: String,
    },
    /// A member of a container.
    Member {
        /// The container.
        container: RepoPath,
    },
    /// Standard input.
    Stdin,
}

impl Origin {
    /// Whether it belongs to the current tree, so that its facts count.
    #[must_use]
    pub fn is_current(&self) -> bool {
        !matches!(self, Origin::History { .. })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Tree { tracked: true } => f.write_str("tree"),
            Origin::Tree { tracked: false } => f.write_str("tree, untracked"),
            Origin::History { commit } => write!(f, "history, {commit}"),
            Origin::Member { container } => write!(f, "member of {container}"),
            Origin::Stdin => f.write_str("standard input"),
        }
    }
}
