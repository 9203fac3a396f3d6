//! Which formats there are, and where a report goes.

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::str::FromStr;

use secws_model::{Report, Verdict};

use crate::{Options, escape};

/// Writes a report in one format.
pub(crate) type Writer = fn(&Report, &Verdict, &mut dyn Write, &Options) -> io::Result<()>;

/// Makes the enumeration of the table, so that a format is named in one place.
macro_rules! formats {
    ($($(#[$docs:meta])* $format:ident = $name:literal, $writer:path;)+) => {
        /// An output format.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$docs])* $format,)+
        }

        impl Format {
            /// All of them.
            pub const ALL: [Format; [$($name),+].len()] = [$(Format::$format),+];

            /// The word that people write and read.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Format::$format => $name,)+
                }
            }

            pub(crate) fn writer(self) -> Writer {
                match self {
                    $(Format::$format => $writer,)+
                }
            }
        }
    };
}

formats! {
    /// For people: findings with their source lines, then a summary.
    Text = "text", crate::text::write;
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif = "sarif", crate::sarif::write;
    /// All of the report in a form of our own, described in `docs/report.schema.json`.
    Json = "json", crate::json::write;
    /// Annotations by workflow commands of GitHub's Actions.
    Github = "github", crate::github::write;
    /// GitLab's Code Quality.
    GitlabCodequality = "gitlab-codequality", crate::gitlab::codequality::write;
    /// GitLab's security report of the type `sast`, 15.2.1.
    GitlabSast = "gitlab-sast", crate::gitlab::sast::write;
    /// JUnit's XML, which every build service shows.
    Junit = "junit", crate::junit::write;
    /// Markdown, for the summary of a job.
    Markdown = "markdown", crate::markdown::write;
    /// A table for spreadsheets, RFC 4180.
    Csv = "csv", crate::csv::write;
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
        assert_eq!(
            target("html=x").unwrap_err().to_string(),
            "There is no format `html`. There are: text, sarif, json, github, gitlab-codequality, gitlab-sast, junit, markdown, csv."
        );
    }
}
