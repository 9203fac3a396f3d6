//! A rule: as its provider's file writes it down, and how it is matched.

use std::sync::OnceLock;

use regex::bytes::{Captures, Regex, RegexBuilder};
use secws_plugin_sdk::{Precision, Severity};
use serde::Deserialize;

use crate::checks::Check;
use crate::detect::Detector;
use crate::text;

/// Stands in a provider's file where a credential is left out, so that no scanner takes the file for a leak: `«A36»` for 36
/// letters and digits that tests fill in, `«»` for nothing at all.
pub(crate) const GAP: [char; 2] = ['«', '»'];

/// A provider's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ProviderText {
    /// How its tokens are revoked, where rules say nothing of their own.
    #[serde(default)]
    pub(crate) revoke: String,
    /// Links, likewise.
    #[serde(default)]
    pub(crate) references: Vec<String>,
    pub(crate) rule: Vec<RuleText>,
}

/// A rule in a provider's file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RuleText {
    /// The id without the plugin's name.
    pub(crate) name: String,
    /// What is found, with its article: `a GitHub token`.
    pub(crate) what: String,
    /// Completes "whoever reads it can …".
    pub(crate) gains: String,
    #[serde(default)]
    pub(crate) revoke: String,
    #[serde(default)]
    pub(crate) references: Vec<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    #[serde(default = "default_cwe")]
    pub(crate) cwe: Vec<u32>,
    pub(crate) severity: SeverityText,
    pub(crate) precision: PrecisionText,
    #[serde(default)]
    pub(crate) rank: Rank,
    /// Texts one of which stands wherever the rule matches, in this case.
    #[serde(default)]
    pub(crate) literals: Vec<String>,
    /// The same in any case of ASCII letters.
    #[serde(default)]
    pub(crate) any_case: Vec<String>,
    /// Whether `literals` are looked for in base64 and hexadecimal as well.
    #[serde(default)]
    pub(crate) encoded: bool,
    /// What must stand at the literal; the group `secret` is the credential. `<is>` stands for the rest of a name, an
    /// assignment and an opening quote, `<end>` for what is no part of a token.
    pub(crate) pattern: Option<String>,
    /// Code in place of a pattern.
    pub(crate) detector: Option<String>,
    /// Whether the pattern is looked for anywhere in `reach` after the literal, not only at it.
    #[serde(default)]
    pub(crate) nearby: bool,
    /// How many bytes the pattern may look at.
    #[serde(default = "default_reach")]
    pub(crate) reach: usize,
    /// Characters that may stand before the literal and belong to the match, and at most how many: `0-9`, `A-Za-z0-9`.
    pub(crate) lead: Option<Lead>,
    /// Least entropy of the secret in bits a character.
    #[serde(default)]
    pub(crate) entropy: f64,
    /// A structural check by its name.
    pub(crate) check: Option<String>,
    /// Published values that are no secret.
    #[serde(default)]
    pub(crate) known: Vec<String>,
    /// Patterns of values that are no secret.
    #[serde(default)]
    pub(crate) allow: Vec<String>,
    /// Whether the match may go on into letters and digits on either side.
    #[serde(default)]
    pub(crate) inside_words: bool,
    /// Whether words such as `example` in the secret say nothing.
    #[serde(default)]
    pub(crate) keeps_placeholders: bool,
    /// The environment variable that the help puts in its place.
    #[serde(default = "default_variable")]
    pub(crate) variable: String,
    /// The language of the examples, as after a Markdown fence.
    #[serde(default = "default_language")]
    pub(crate) language: String,
    #[cfg_attr(not(test), allow(dead_code, reason = "only the first is shown"))]
    pub(crate) must_match: Vec<String>,
    #[cfg_attr(not(test), allow(dead_code, reason = "for the tests"))]
    pub(crate) must_not_match: Vec<String>,
}

fn default_cwe() -> Vec<u32> {
    vec![798]
}
fn default_reach() -> usize {
    256
}
fn default_variable() -> String {
    "API_TOKEN".to_owned()
}
fn default_language() -> String {
    "text".to_owned()
}

/// Which characters may precede the literal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lead {
    pub(crate) of: String,
    pub(crate) most: usize,
}

/// Which of two rules that found the same bytes speaks, the higher one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rank {
    /// An assignment to a name that sounds secret.
    Generic,
    /// A form of credentials that no provider has to itself.
    Structure,
    /// A provider's name beside a token that could be another's.
    Keyword,
    /// A shape that only one provider uses.
    #[default]
    Provider,
    /// The same, but narrower than another rule of that rank.
    Narrow,
}

/// [`Severity`] as written in a file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SeverityText {
    Note,
    Low,
    Medium,
    High,
    Critical,
}

impl From<SeverityText> for Severity {
    fn from(text: SeverityText) -> Self {
        match text {
            SeverityText::Note => Severity::Note,
            SeverityText::Low => Severity::Low,
            SeverityText::Medium => Severity::Medium,
            SeverityText::High => Severity::High,
            SeverityText::Critical => Severity::Critical,
        }
    }
}

/// [`Precision`] as written in a file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PrecisionText {
    Low,
    Medium,
    High,
    VeryHigh,
}

impl From<PrecisionText> for Precision {
    fn from(text: PrecisionText) -> Self {
        match text {
            PrecisionText::Low => Precision::Low,
            PrecisionText::Medium => Precision::Medium,
            PrecisionText::High => Precision::High,
            PrecisionText::VeryHigh => Precision::VeryHigh,
        }
    }
}

/// A rule that is ready to be matched.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) text: RuleText,
    pub(crate) matcher: Matcher,
    pub(crate) check: Option<Check>,
}

/// How a rule is matched once its literal was met.
#[derive(Debug)]
pub(crate) enum Matcher {
    Pattern(Box<Pattern>),
    Detector(Detector),
}

/// Regular expressions that are compiled when they are first wanted: most files want none.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: String,
    /// Whether its tokens have `-` in them.
    dashes: bool,
    compiled: OnceLock<Option<Regex>>,
    allow: OnceLock<Vec<Regex>>,
}

/// The rest of a name, what assigns, and what opens a string.
const IS: &str = r#"[\w.-]{0,24}\\?["'\x60]?[\])]?[ \t]{0,8}(?:=>|:=|=|:|,)[ \t]{0,8}[rbuf]?\\?["'\x60]?"#;

/// No more of a token follows.
const END: &str = r"(?:[^A-Za-z0-9_/+=-]|\z)";

impl Pattern {
    pub(crate) fn new(pattern: &str, nearby: bool) -> Self {
        let pattern = pattern.replace("<is>", IS).replace("<end>", END);
        let source = if nearby { pattern } else { format!(r"\A(?:{pattern})") };
        let dashes = source.contains(r"[\w-]");
        Pattern { source, dashes, compiled: OnceLock::new(), allow: OnceLock::new() }
    }

    /// The match in a window; none also when the expression is not valid, which a test rules out.
    pub(crate) fn captures<'a>(&self, window: &'a [u8]) -> Option<Captures<'a>> {
        self.compiled.get_or_init(|| compile(&self.source)).as_ref()?.captures(window)
    }

    /// Whether a token that ends at `at` would go on: then it is not this provider's, who make theirs of fixed lengths.
    pub(crate) fn goes_on(&self, bytes: &[u8], at: usize) -> bool {
        let dash = self.dashes && text::byte(bytes, at) == b'-' && text::is_word(text::byte(bytes, at + 1));
        text::is_word(text::byte(bytes, at)) || dash
    }

    /// Whether the expression is valid.
    #[cfg(test)]
    pub(crate) fn compiles(&self) -> bool {
        compile(&self.source).is_some()
    }

    /// Whether one of the rule's `allow` patterns fits the secret.
    pub(crate) fn allows(&self, patterns: &[String], secret: &[u8]) -> bool {
        let compiled = self.allow.get_or_init(|| patterns.iter().filter_map(|pattern| compile(pattern)).collect());
        compiled.iter().any(|pattern| pattern.is_match(secret))
    }
}

/// Compiles for bytes, with bounds on what an expression may grow to.
pub(crate) fn compile(source: &str) -> Option<Regex> {
    RegexBuilder::new(source).unicode(false).size_limit(1 << 20).dfa_size_limit(1 << 18).build().ok()
}

impl Lead {
    /// Where the match starts if the literal stands at `at`.
    pub(crate) fn start(&self, bytes: &[u8], at: usize) -> usize {
        let set = self.of.as_bytes();
        text::backward(bytes, at, self.most, |byte| is_in(set, byte))
    }
}

/// Whether a byte is in a set written as `0-9a-f_`; a `-` that starts the set stands for itself.
fn is_in(set: &[u8], byte: u8) -> bool {
    let ranges = set.windows(3).any(|window| matches!(*window, [low, b'-', high] if low <= byte && byte <= high));
    ranges || set.contains(&byte) && (byte != b'-' || set.first() == Some(&b'-'))
}

impl RuleText {
    /// `what` without its article.
    pub(crate) fn noun(&self) -> &str {
        self.what.split_once(' ').map_or(self.what.as_str(), |(_, noun)| noun)
    }

    /// States the defect.
    pub(crate) fn title(&self) -> String {
        format!("{} in a file", capitalized(self.noun()))
    }

    /// Whether a published value is no secret.
    pub(crate) fn knows(&self, secret: &[u8]) -> bool {
        self.known.iter().any(|known| known.as_bytes() == secret)
    }
}

/// With its first letter in upper case.
pub(crate) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_extend_to_the_left_as_far_as_their_set_and_bound() {
        let digits = Lead { of: "0-9".to_owned(), most: 4 };
        assert_eq!(digits.start(b"a123:x", 4), 1);
        assert_eq!(digits.start(b"1234567:x", 7), 3);
        assert!(is_in(b"-_0-9", b'-') && !is_in(b"0-9", b'-') && is_in(b"0-9_", b'_'));
    }
}
