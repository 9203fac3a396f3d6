//! Comments that say that a finding is known.

use secws_model::RepoPath;
use serde::{Deserialize, Serialize};

/// Whose comment it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Syntax {
    /// `# secws: ignore[rule] -- reason`.
    Secws,
    /// `# nosec`, `# nosec B602`: Bandit's.
    Nosec,
    /// `# noqa`, `# noqa: S602`: Ruff's and flake8's.
    Noqa,
    /// `gitleaks:allow`.
    GitleaksAllow,
    /// `# pragma: allowlist secret`: detect-secrets'.
    AllowlistSecret,
}

/// Which lines it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// This line, from 1.
    Line(u32),
    /// The whole file.
    File,
}

/// A comment that says that a finding is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Where it stands, from 1.
    pub line: u32,
    /// What it is about.
    pub scope: Scope,
    /// Whose it is.
    pub syntax: Syntax,
    /// Rules as the user named them. None of them: all rules of the tool whose comment it is, and none at all for ours.
    pub words: Vec<String>,
    /// Why, if it is said.
    pub reason: Option<String>,
}

impl Comment {
    /// Masks what it says.
    pub fn mask(&mut self, mask: &dyn Fn(&str) -> String) {
        for text in self.words.iter_mut().chain(&mut self.reason) {
            *text = mask(text);
        }
    }

    /// As it is told of.
    pub(crate) fn shown(&self) -> String {
        let words = self.words.join(", ");
        match self.syntax {
            Syntax::Secws => format!("secws: ignore[{words}]"),
            Syntax::Nosec => format!("nosec {words}").trim_end().to_owned(),
            Syntax::Noqa if words.is_empty() => "noqa".to_owned(),
            Syntax::Noqa => format!("noqa: {words}"),
            Syntax::GitleaksAllow => "gitleaks:allow".to_owned(),
            Syntax::AllowlistSecret => "pragma: allowlist secret".to_owned(),
        }
    }
}

/// Whether the tools whose comments `nosec` and `noqa` are look at a file.
pub(crate) fn is_python(path: &RepoPath) -> bool {
    let name = path.name().to_lowercase();
    [".py", ".pyi", ".pyw", ".ipynb"].iter().any(|ending| name.ends_with(ending))
}
