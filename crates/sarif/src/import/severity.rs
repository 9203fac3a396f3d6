//! How bad and how sure a result is, as its tool says it.

use secws_model::{Precision, Severity};
use serde_json::Value;

use super::value::{property, strings, tags, text};

/// What speaks of a result: itself, its rule, and what the run sets for that rule.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    /// The result; [`Value::Null`] where only the rule is asked.
    pub(crate) result: &'a Value,
    /// The descriptor of its rule; [`Value::Null`] where the log has none.
    pub(crate) rule: &'a Value,
    /// A `reportingConfiguration` of the invocation.
    pub(crate) overridden: Option<&'a Value>,
}

/// How bad a result is. The first of these decides:
///
/// 1. `security-severity`, of the result or of its rule, a number from 0.1 to 10.0: GitHub's bands, from 9.0 critical, from 7.0
///    high, from 4.0 medium, else low;
/// 2. a word: `issue_severity` (Bandit) or `severity` among the properties of the result, then of its rule, or a tag that is
///    nothing else (`HIGH`, as Trivy has it);
/// 3. a level that somebody set: the result's, the invocation's for this rule, the rule's `defaultConfiguration`; error is
///    high, warning medium, note low, none a note;
/// 4. nothing is said: high, as everything whose severity is unknown. SARIF's default level, warning, is no statement.
pub(crate) fn severity(said: Said<'_>) -> Severity {
    stated(said).unwrap_or(Severity::High)
}

/// The same; none if nothing is said.
pub(crate) fn stated(said: Said<'_>) -> Option<Severity> {
    score(said).map(band).or_else(|| word(said)).or_else(|| level(said))
}

/// `security-severity`, from 0.1 to 10.0.
pub(crate) fn score(said: Said<'_>) -> Option<f64> {
    let of = |value| {
        let number = property(value, &["security-severity"])?;
        let number = number.as_f64().or_else(|| number.as_str()?.trim().parse().ok());
        number.filter(|number| (0.1..=10.0).contains(number))
    };
    of(said.result).or_else(|| of(said.rule))
}

fn band(score: f64) -> Severity {
    match score {
        _ if score >= 9.0 => Severity::Critical,
        _ if score >= 7.0 => Severity::High,
        _ if score >= 4.0 => Severity::Medium,
        _ => Severity::Low,
    }
}

fn word(said: Said<'_>) -> Option<Severity> {
    let of = |value| {
        let named = property(value, &["issue_severity", "severity"]).and_then(|word| named(word.as_str()?));
        named.or_else(|| tags(value).find_map(named_by_tag))
    };
    of(said.result).or_else(|| of(said.rule))
}

fn named(word: &str) -> Option<Severity> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "critical" | "blocker" => Severity::Critical,
        "high" | "error" | "major" | "important" | "unknown" | "undefined" => Severity::High,
        "medium" | "moderate" | "warning" => Severity::Medium,
        "low" | "minor" => Severity::Low,
        "note" | "info" | "information" | "informational" | "negligible" | "none" => Severity::Note,
        _ => return None,
    })
}

/// Words that mean a severity even without saying that they are one.
fn named_by_tag(tag: &str) -> Option<Severity> {
    let is_plain =
        ["critical", "high", "medium", "moderate", "low", "unknown"].iter().any(|word| tag.eq_ignore_ascii_case(word));
    is_plain.then(|| named(tag)).flatten()
}

fn level(said: Said<'_>) -> Option<Severity> {
    let default = said.rule.get("defaultConfiguration");
    let level =
        text(said.result, "level").or_else(|| text(said.overridden?, "level")).or_else(|| text(default?, "level"))?;
    Some(match level {
        "error" => Severity::High,
        "warning" => Severity::Medium,
        "note" => Severity::Low,
        "none" => Severity::Note,
        _ => return None,
    })
}

/// How sure a result is: `issue_confidence` (Bandit) or `confidence` of the result, a tag such as Semgrep's `HIGH CONFIDENCE`
/// (beside which its `precision` always says the same), `precision` of result or rule. None if nothing is said.
pub(crate) fn precision(said: Said<'_>) -> Option<Precision> {
    let confidence = |value| property(value, &["issue_confidence", "confidence"]).and_then(|word| sure(word.as_str()?));
    let tagged = |value| tags(value).find_map(|tag| sure(tag.strip_suffix(" CONFIDENCE")?));
    let precision = |value| property(value, &["precision"]).and_then(|word| strings(word).find_map(sure));
    let of = |value| confidence(value).or_else(|| tagged(value)).or_else(|| precision(value));
    of(said.result).or_else(|| of(said.rule))
}

fn sure(word: &str) -> Option<Precision> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "very-high" | "certain" => Precision::VeryHigh,
        "high" => Precision::High,
        "medium" => Precision::Medium,
        "low" => Precision::Low,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(result: Value, rule: Value) -> Severity {
        severity(Said { result: &result, rule: &rule, overridden: None })
    }

    #[test]
    fn a_number_beats_a_word_and_a_word_beats_a_level() {
        let rule = json!({ "properties": { "security-severity": "9.8", "severity": "LOW" } });
        assert_eq!(of(json!({ "level": "note" }), rule), Severity::Critical);
        let bandit = json!({ "level": "error", "properties": { "issue_severity": "MEDIUM" } });
        assert_eq!(of(bandit, json!({})), Severity::Medium);
        let trivy = json!({ "properties": { "tags": ["vulnerability", "security", "LOW"] } });
        assert_eq!(of(json!({ "level": "error" }), trivy), Severity::Low);
    }

    #[test]
    fn a_level_counts_only_when_somebody_set_it() {
        assert_eq!(of(json!({ "level": "warning" }), json!({})), Severity::Medium);
        assert_eq!(of(json!({}), json!({ "defaultConfiguration": { "level": "note" } })), Severity::Low);
        assert_eq!(of(json!({}), json!({})), Severity::High);
        let overridden = json!({ "level": "none" });
        let rule = json!({ "defaultConfiguration": { "level": "error" } });
        let said = Said { result: &json!({}), rule: &rule, overridden: Some(&overridden) };
        assert_eq!(severity(said), Severity::Note);
    }

    #[test]
    fn a_number_that_is_none_says_nothing() {
        for number in [json!("0.0"), json!("high"), json!(11), json!("NaN"), json!(null)] {
            assert_eq!(of(json!({}), json!({ "properties": { "security-severity": number } })), Severity::High);
        }
        let scores = [0.1, 3.9, 4.0, 6.9, 7.0, 8.9, 9.0, 10.0];
        let bands = scores.map(|score| of(json!({}), json!({ "properties": { "security-severity": score } })).name());
        assert_eq!(bands, ["low", "low", "medium", "medium", "high", "high", "critical", "critical"]);
    }

    #[test]
    fn confidence_is_the_result_s_own_before_the_rule_s() {
        let of = |result: Value, rule: Value| precision(Said { result: &result, rule: &rule, overridden: None });
        let rule = json!({ "properties": { "precision": "very-high", "tags": ["MEDIUM CONFIDENCE"] } });
        assert_eq!(of(json!({}), rule.clone()), Some(Precision::Medium));
        assert_eq!(of(json!({ "properties": { "issue_confidence": "LOW" } }), rule), Some(Precision::Low));
        assert_eq!(of(json!({}), json!({ "properties": { "precision": "very-high" } })), Some(Precision::VeryHigh));
        assert_eq!(of(json!({}), json!({})), None);
    }
}
