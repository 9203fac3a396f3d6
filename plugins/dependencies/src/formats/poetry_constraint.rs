//! Poetry's way to say which versions are allowed, in PEP 440's.

use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};

/// More alternatives than anyone writes.
const MOST_ALTERNATIVES: usize = 32;

/// What a constraint allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// One version.
    Version(String),
    /// Those that fit one of these PEP 440 specifiers; an empty one fits all.
    Ranges(Vec<String>),
}

/// Reads a constraint; none if it is not one.
pub fn parse(constraint: &str) -> Option<Allowed> {
    let alternatives: Vec<&str> = constraint.split('|').map(str::trim).collect();
    // `a || b` splits into an empty part in the middle; `a | b` does not.
    let alternatives: Vec<&str> =
        alternatives.iter().copied().filter(|part| !part.is_empty() || alternatives.len() == 1).collect();
    if alternatives.is_empty() || alternatives.len() > MOST_ALTERNATIVES {
        return None;
    }
    let ranges = alternatives.into_iter().map(conjunction).collect::<Option<Vec<String>>>()?;
    if let [only] = ranges.as_slice()
        && let Some(version) = only.strip_prefix("==").filter(|version| !version.ends_with('*') && !version.contains(','))
    {
        return Some(Allowed::Version(version.to_owned()));
    }
    Some(Allowed::Ranges(ranges))
}

/// Parts that must all hold, between commas or blanks.
fn conjunction(text: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut operator = String::new();
    for word in text.split([',', ' ', '\t']).filter(|word| !word.is_empty()) {
        // A blank may stand between an operator and its version.
        if word.chars().all(|c| "<>=!~^".contains(c)) {
            operator.push_str(word);
            continue;
        }
        parts.push(single(&format!("{operator}{word}"))?);
        operator.clear();
    }
    let joined = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(",");
    (operator.is_empty() && VersionSpecifiers::from_str(&joined).is_ok()).then_some(joined)
}

fn single(text: &str) -> Option<String> {
    if matches!(text, "*" | "x" | "X") {
        return Some(String::new());
    }
    if let Some(version) = text.strip_prefix('^') {
        return between(version, |release| match release.iter().position(|&number| number > 0) {
            Some(position) => position,
            None => release.len().saturating_sub(1),
        });
    }
    if let Some(version) = text.strip_prefix('~').filter(|rest| !rest.starts_with('=')) {
        return between(version, |release| usize::from(release.len() > 1));
    }
    let (operator, version) = text.split_at_checked(text.find(|c| !"<>=!~".contains(c))?)?;
    let version =
        version.strip_suffix(".x").or(version.strip_suffix(".X")).map_or(version.to_owned(), |start| format!("{start}.*"));
    let operator = if matches!(operator, "" | "=") { "==" } else { operator };
    Some(format!("{operator}{version}"))
}

/// From a version up to the next one that differs at a position of the release.
fn between(version: &str, position: impl Fn(&[u64]) -> usize) -> Option<String> {
    let parsed = Version::from_str(version).ok()?;
    let position = position(parsed.release());
    let mut next: Vec<u64> = parsed.release().get(..=position)?.to_vec();
    let last = next.last_mut()?;
    *last = last.checked_add(1)?;
    let next = Version::new(next).with_epoch(parsed.epoch());
    Some(format!(">={parsed},<{next}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_are_those_of_poetry() {
        for (constraint, wanted) in [
            ("^1.2.3", ">=1.2.3,<2"),
            ("^0.2.3", ">=0.2.3,<0.3"),
            ("^0.0.3", ">=0.0.3,<0.0.4"),
            ("^0.0", ">=0.0,<0.1"),
            ("^0", ">=0,<1"),
            ("~1.2", ">=1.2,<1.3"),
            ("~1.2.3", ">=1.2.3,<1.3"),
            ("~1", ">=1,<2"),
            ("~=1.4.2", "~=1.4.2"),
            (">=1.0,<2.0", ">=1.0,<2.0"),
            (">= 1.0 < 2.0", ">=1.0,<2.0"),
            ("1.2.*", "==1.2.*"),
            ("!=1.2.x", "!=1.2.*"),
            ("*", ""),
            ("", ""),
        ] {
            assert_eq!(parse(constraint), Some(Allowed::Ranges(vec![wanted.to_owned()])), "{constraint}");
        }
        assert_eq!(parse("1.2.3"), Some(Allowed::Version("1.2.3".to_owned())));
        assert_eq!(parse("==1.2.3"), Some(Allowed::Version("1.2.3".to_owned())));
        assert_eq!(parse("^1.0 || ^2.0"), Some(Allowed::Ranges(vec![">=1.0,<2".to_owned(), ">=2.0,<3".to_owned()])));
    }

    #[test]
    fn what_is_no_constraint_is_none() {
        for constraint in ["^", "^x", "latest", ">=", "1.2.3 &", "^99999999999999999999", "^18446744073709551615"] {
            assert_eq!(parse(constraint), None, "{constraint}");
        }
    }
}
