//! Paths as everybody sees them: from the root, with `/`.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A path from the root of what is scanned, its parts divided by `/`, without `.` and `..`. A member of a container has the
/// container's path, `!/` and its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath {
    text: Arc<str>,
    /// The name as the file system has it, where that is no UTF-8.
    raw: Option<Arc<[u8]>>,
}

impl RepoPath {
    /// A path that is UTF-8.
    #[must_use]
    pub fn new(text: &str) -> Self {
        RepoPath { text: text.into(), raw: None }
    }

    /// A path as the file system has it. Bytes that are no UTF-8 are shown as `\xFF`.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => RepoPath::new(text),
            Err(_) => {
                RepoPath { text: bytes.escape_ascii().to_string().replace("\\'", "'").into(), raw: Some(bytes.into()) }
            }
        }
    }

    /// For people, plugins and sorting.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As the file system has it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.raw.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The part behind the last `/`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or(&self.text)
    }

    /// The file that holds it: of a member of a container, or of one within that, the outermost container.
    #[must_use]
    pub fn outermost(&self) -> RepoPath {
        match self.text.split_once("!/") {
            Some((container, _)) if self.raw.is_none() => RepoPath::new(container),
            _ => self.clone(),
        }
    }

    /// Whether it is one that the contract allows: not empty, not absolute, no empty, `.` or `..` part, no NUL.
    #[must_use]
    pub fn is_normal(text: &str) -> bool {
        !text.is_empty() && !text.contains('\0') && text.split('/').all(|part| !matches!(part, "" | "." | ".."))
    }

    /// As a relative URI reference (RFC 3986): every byte that is neither unreserved nor `/` percent-encoded (so
    /// that a colon never reads as a scheme).
    #[must_use]
    pub fn to_uri(&self) -> String {
        let mut uri = String::with_capacity(self.text.len());
        for &byte in self.as_bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                uri.push(char::from(byte));
            } else {
                uri.push_str(&format!("%{byte:02X}"));
            }
        }
        uri
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.text)
    }
}

/// The text, and the name as the file system has it where that is no UTF-8.
impl Serialize for RepoPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&*self.text, self.raw.as_deref()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RepoPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (text, raw) = <(String, Option<Vec<u8>>)>::deserialize(deserializer)?;
        Ok(match raw {
            Some(raw) => RepoPath::from_bytes(&raw),
            None => RepoPath::new(&text),
        })
    }
}

impl From<&str> for RepoPath {
    fn from(text: &str) -> Self {
        RepoPath::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_encoded_byte_by_byte() {
        assert_eq!(RepoPath::new("a b/ü:%.py").to_uri(), "a%20b/%C3%BC%3A%25.py");
        assert_eq!(RepoPath::from_bytes(b"x\xff.py").to_uri(), "x%FF.py");
        assert_eq!(RepoPath::from_bytes(b"x\xff.py").as_str(), "x\\xff.py");
    }

    #[test]
    fn a_member_lies_in_its_outermost_container() {
        assert_eq!(RepoPath::new("a/x.zip!/y.zip!/b").outermost(), RepoPath::new("a/x.zip"));
        assert_eq!(RepoPath::new("a/b").outermost(), RepoPath::new("a/b"));
    }

    #[test]
    fn only_paths_below_the_root_are_normal() {
        for good in ["a", "a/b.py", "x.whl!/a/b"] {
            assert!(RepoPath::is_normal(good), "{good}");
        }
        for bad in ["", "/a", "a//b", "../a", "a/./b", "a/", "a\0"] {
            assert!(!RepoPath::is_normal(bad), "{bad:?}");
        }
    }
}
