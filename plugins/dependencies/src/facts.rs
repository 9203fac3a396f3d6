//! What a scan lets be known of one file: one fact of the topic `dependencies/packages`, a [`FileFacts`] as JSON.
//!
//! Addresses are left out of it, since they may hold passwords.

use serde::{Deserialize, Serialize};

/// The topic, after the plugin's name.
pub const TOPIC: &str = "packages";

/// Start and end in the file, in bytes, the end exclusive.
pub type Place = (u64, u64);

/// How a file is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A requirements or constraints file of pip.
    #[default]
    Requirements,
    /// `uv.lock`, or the lock of a script.
    UvLock,
    /// `poetry.lock`.
    PoetryLock,
    /// `pyproject.toml`.
    Pyproject,
}

impl Format {
    /// Whether it says which versions are installed, and not only which may be.
    pub fn is_lock(self) -> bool {
        matches!(self, Format::UvLock | Format::PoetryLock)
    }
}

/// All that one file says of packages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct FileFacts {
    /// How the file is written.
    pub format: Format,
    /// A tool made it of other files, so that it works as a lock: pip-compile, or `uv pip compile`.
    #[serde(skip_serializing_if = "is_default")]
    pub compiled: bool,
    /// It is not written in UTF-8, so no text can be put into it.
    #[serde(skip_serializing_if = "is_default")]
    pub foreign_encoding: bool,
    /// The normal name of the project that the file describes.
    #[serde(skip_serializing_if = "is_default")]
    pub project: Option<String>,
    /// Normal names of the projects that a lock was made for.
    #[serde(skip_serializing_if = "is_default")]
    pub members: Vec<String>,
    /// The Python versions that the project allows, a PEP 440 specifier.
    #[serde(skip_serializing_if = "is_default")]
    pub requires_python: Option<String>,
    /// Other files that this one includes.
    #[serde(skip_serializing_if = "is_default")]
    pub includes: Vec<Include>,
    /// In the order of the file.
    #[serde(skip_serializing_if = "is_default")]
    pub packages: Vec<Package>,
}

/// A file that another one includes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Include {
    /// From the root.
    pub path: String,
    /// It only limits versions: `-c`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraint: bool,
    /// Where it is named.
    pub span: Place,
}

/// A package that a file names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Package {
    /// Where its name means something.
    pub ecosystem: Ecosystem,
    /// As written.
    pub name: String,
    /// As compared.
    pub normalized: String,
    /// The one version that is installed, as written.
    #[serde(skip_serializing_if = "is_default")]
    pub version: Option<String>,
    /// Without `version`: the PEP 440 specifiers of which one must hold; an empty one allows every version.
    #[serde(skip_serializing_if = "is_default")]
    pub ranges: Vec<String>,
    /// From its name to its version.
    pub span: Place,
    /// The version alone, where its text could be replaced.
    #[serde(skip_serializing_if = "is_default")]
    pub version_span: Option<Place>,
    /// Where it is installed from.
    #[serde(skip_serializing_if = "is_default")]
    pub source: Source,
    /// What a VCS address names.
    #[serde(skip_serializing_if = "is_default")]
    pub reference: Option<Reference>,
    /// The condition under which it is installed, as written.
    #[serde(skip_serializing_if = "is_default")]
    pub marker: Option<String>,
    /// `extra:<name>`, `group:<name>`, `build`, `constraint`; none: always installed.
    #[serde(skip_serializing_if = "is_default")]
    pub groups: Vec<String>,
    /// The project itself asks for it.
    #[serde(skip_serializing_if = "is_default")]
    pub direct: bool,
    /// Its archive's hash is fixed, so that no version but this one can be installed.
    #[serde(skip_serializing_if = "is_default")]
    pub hashed: bool,
    /// What it needs, as far as the file says.
    #[serde(skip_serializing_if = "is_default")]
    pub requires: Vec<Edge>,
}

impl Package {
    /// Whether it only limits the version of what others ask for.
    pub fn is_constraint(&self) -> bool {
        self.groups.iter().any(|group| group == CONSTRAINT)
    }
}

/// The group of what only limits versions.
pub const CONSTRAINT: &str = "constraint";

/// A package that another one needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Edge {
    /// The normal name.
    pub name: String,
    /// Its version, if there are several to choose from.
    #[serde(skip_serializing_if = "is_default")]
    pub version: Option<String>,
}

/// Where a package's name means something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Ecosystem {
    /// The Python Package Index.
    #[default]
    #[serde(rename = "PyPI")]
    PyPi,
}

impl Ecosystem {
    /// As the OSV schema calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Ecosystem::PyPi => "PyPI",
        }
    }
}

/// Where a package is installed from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The ecosystem's public index or a mirror of it: the only one that advisories speak of.
    #[default]
    Index,
    /// An index of its own, beside the public one.
    OtherIndex,
    /// A version control system.
    Vcs,
    /// An archive somewhere.
    Url,
    /// A file or folder.
    Path,
}

/// What the address of a VCS names, from the firmest to the loosest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reference {
    /// A commit, which cannot change.
    Commit,
    /// What looks like a release's tag.
    Tag,
    /// A branch, or whatever is newest.
    Moving,
}

/// Whether a field says nothing, so that it can be left out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
