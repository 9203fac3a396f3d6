//! What the gate decided.

use std::fmt;

/// One reason for a decision, a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(pub String);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The gate's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing speaks against shipping.
    Passed(Reason),
    /// Findings do; whether the scan was complete does not matter any more.
    Failed(Reason),
    /// No finding does, but not everything was looked at.
    Incomplete(Reason),
}

impl Verdict {
    /// The exit code of the process: 0, 1 or 3 (2 is for wrong usage).
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Verdict::Passed(_) => 0,
            Verdict::Failed(_) => 1,
            Verdict::Incomplete(_) => 3,
        }
    }

    /// `passed`, `failed` or `incomplete`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Passed(_) => "passed",
            Verdict::Failed(_) => "failed",
            Verdict::Incomplete(_) => "incomplete",
        }
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        match self {
            Verdict::Passed(reason) | Verdict::Failed(reason) | Verdict::Incomplete(reason) => reason,
        }
    }
}
