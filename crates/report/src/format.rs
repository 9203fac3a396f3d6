//! Which formats there are, and where a report goes.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::escape;

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// For people: findings with their source lines, then a summary.
    Text,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 2] = [Format::Text, Format::Sarif];

    /// The word that people write and read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Sarif => "sarif",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(word: &str) -> Result<Self, FormatError> {
        let named = Format::ALL.into_iter().find(|format| format.name() == word);
        named.ok_or_else(|| FormatError::Unknown(word.to_owned()))
    }
}

/// Where a report goes, in which format: `NAME[=FILE]`. No file, or `-`, is standard output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The format.
    pub format: Format,
    /// The file; none: standard output.
    pub path: Option<PathBuf>,
}

impl FromStr for Target {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let format = name.parse()?;
        match file {
            Some("") => Err(FormatError::NoFile(format)),
            None | Some("-") => Ok(Target { format, path: None }),
            Some(file) => Ok(Target { format, path: Some(file.into()) }),
        }
    }
}

/// Why a text names no format, or no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// There is no such format.
    #[error("There is no format `{}`. There are: {}.", escape::name(.0), Format::ALL.map(Format::name).join(", "))]
    Unknown(String),
    /// Nothing stands behind the `=`.
    #[error("No file is named behind `{0}=`. Name one, or leave out the `=` to write to standard output.")]
    NoFile(Format),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_as_it_is_written() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
    }

    #[test]
    fn a_target_may_name_a_file() {
        let target = |text: &str| text.parse::<Target>().map(|target| (target.format, target.path));
        assert_eq!(target("text"), Ok((Format::Text, None)));
        assert_eq!(target("sarif=-"), Ok((Format::Sarif, None)));
        assert_eq!(target("sarif=out/a=b.sarif"), Ok((Format::Sarif, Some("out/a=b.sarif".into()))));
        assert_eq!(target("sarif="), Err(FormatError::NoFile(Format::Sarif)));
        assert_eq!(target("html=x").unwrap_err().to_string(), "There is no format `html`. There are: text, sarif.");
    }
}
