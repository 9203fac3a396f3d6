//! How bad a vulnerability is: its CVSS score, or else the word of its database.

use std::str::FromStr;

use cvss::Cvss;
use secws_plugin_sdk::Severity;
use serde::Deserialize;

/// How bad a record says it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rating {
    /// None if the record does not say.
    pub severity: Option<Severity>,
    /// From 0.1 to 10.0; none if only a word is given.
    pub score: Option<f64>,
    /// What the score was computed from.
    pub vector: Option<String>,
}

/// One of the severities of a record.
#[derive(Debug, Deserialize)]
pub struct RawSeverity {
    #[serde(rename = "type")]
    kind: String,
    score: String,
}

/// Rates a record: by its newest kind of CVSS, of several the highest; else by GitHub's word.
pub fn rate<'r>(vectors: impl Iterator<Item = &'r RawSeverity>, word: Option<&str>) -> Rating {
    let mut best: Option<(&str, f64, &str)> = None;
    for raw in vectors.filter(|raw| raw.kind.starts_with("CVSS_V")) {
        let Some(score) = score(&raw.score) else { continue };
        if best.is_none_or(|(kind, highest, _)| (raw.kind.as_str(), score) > (kind, highest)) {
            best = Some((&raw.kind, score, &raw.score));
        }
    }
    match best {
        Some((_, score, vector)) => Rating {
            severity: Some(level(score)),
            score: Some(score).filter(|score| *score > 0.0),
            vector: Some(vector.to_owned()),
        },
        None => Rating { severity: word.and_then(by_word), ..Rating::default() },
    }
}

impl Rating {
    /// Whether it is worse than another one; one that is not known is not.
    pub fn is_worse_than(&self, other: &Rating) -> bool {
        let rank = |rating: &Rating| (rating.severity.map(rank), rating.score.map(|score| (score * 10.0).round() as i64));
        rank(self) > rank(other)
    }
}

/// The order of severities, the worst last.
fn rank(severity: Severity) -> u8 {
    match severity {
        Severity::Note => 0,
        Severity::Low => 1,
        Severity::Medium => 2,
        Severity::High => 3,
        Severity::Critical => 4,
    }
}

/// The severity of a CVSS score. Such as do no harm are a note.
pub fn level(score: f64) -> Severity {
    match score {
        score if score >= 9.0 => Severity::Critical,
        score if score >= 7.0 => Severity::High,
        score if score >= 4.0 => Severity::Medium,
        score if score > 0.0 => Severity::Low,
        _ => Severity::Note,
    }
}

fn by_word(word: &str) -> Option<Severity> {
    match word.to_ascii_uppercase().as_str() {
        "LOW" => Some(Severity::Low),
        "MODERATE" | "MEDIUM" => Some(Severity::Medium),
        "HIGH" => Some(Severity::High),
        "CRITICAL" => Some(Severity::Critical),
        _ => None,
    }
}

/// The base score of a vector, from 0.0 to 10.0; none if it is not one, or not all of one.
fn score(vector: &str) -> Option<f64> {
    match Cvss::from_str(vector.trim()).or_else(|_| cvss::v2::Vector::from_str(vector.trim()).map(Cvss::CvssV20)).ok()? {
        Cvss::CvssV30(vector) | Cvss::CvssV31(vector) => base_score(&vector),
        other => Some(other.score()),
    }
    .filter(|score| score.is_finite())
}

/// The crate takes what is missing for harmless.
fn base_score(vector: &cvss::v3::Vector) -> Option<f64> {
    let exploitability = vector.av.is_some() && vector.ac.is_some() && vector.pr.is_some() && vector.ui.is_some();
    let impact = vector.s.is_some() && vector.c.is_some() && vector.i.is_some() && vector.a.is_some();
    (exploitability && impact).then(|| vector.base_score().value())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(vectors: &[(&str, &str)], word: Option<&str>) -> (Option<Severity>, Option<f64>) {
        let raw: Vec<_> = vectors
            .iter()
            .map(|(kind, score)| RawSeverity { kind: (*kind).to_owned(), score: (*score).to_owned() })
            .collect();
        let Rating { severity, score, .. } = rate(raw.iter(), word);
        (severity, score)
    }

    /// The scores are those of FIRST's calculators.
    #[test]
    fn vectors_of_all_kinds_are_scored() {
        for (kind, vector, score, severity) in [
            ("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, Severity::Critical),
            ("CVSS_V3", "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1, Severity::Medium),
            ("CVSS_V3", "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 1.8, Severity::Low),
            ("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9, Severity::Critical),
            ("CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3, Severity::Critical),
            ("CVSS_V2", "AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5, Severity::High),
        ] {
            assert_eq!(rated(&[(kind, vector)], None), (Some(severity), Some(score)), "{vector}");
        }
    }

    #[test]
    fn the_newest_kind_counts_and_words_count_last() {
        let old = ("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
        let new = ("CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N");
        assert_eq!(rated(&[new, old], Some("CRITICAL")), (Some(Severity::Medium), Some(6.9)));
        assert_eq!(rated(&[("Ubuntu", "high")], Some("MODERATE")), (Some(Severity::Medium), None));
        assert_eq!(rated(&[("CVSS_V3", "CVSS:3.1/AV:N")], None), (None, None));
        assert_eq!(
            rated(&[("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N")], None),
            (Some(Severity::Note), None)
        );
    }
}
