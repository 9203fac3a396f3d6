//! The end of a report: what was found, what was looked at, and the verdict.

use secws_model::{Report, Verdict};

use super::paint::{self, Paint};
use super::{is_severe, is_wanted};
use crate::{Options, escape, summary};

/// The summary; the verdict in its last line.
pub(crate) fn render(report: &Report, verdict: &Verdict, options: &Options, paint: &Paint) -> String {
    let lines = summary::lines(report, unshown(report, options));
    let lines: String = lines.into_iter().map(|(label, text)| format!("{label}: {text}\n")).collect();
    let style = match verdict {
        Verdict::Passed(_) => paint::GOOD,
        Verdict::Failed(_) => paint::BAD,
        Verdict::Incomplete(_) => paint::DOUBTFUL,
    };
    let word = paint.styled(style, verdict.word());
    format!("{lines}{word}: {}\n", escape::prose(&verdict.reason().0))
}

fn unshown(report: &Report, options: &Options) -> Option<String> {
    let mild = report.open().filter(|finding| !is_severe(finding, options)).count();
    let known = report.open().filter(|finding| is_severe(finding, options) && !is_wanted(finding, options)).count();
    let mild = (mild > 0).then(|| format!("{mild} below {}", options.shown));
    let known = (known > 0).then(|| format!("{known} unchanged"));
    let parts: Vec<_> = mild.into_iter().chain(known).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
