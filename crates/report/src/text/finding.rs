//! One finding: what is wrong, where, the source lines, and what belongs to it.

use annotate_snippets::{AnnotationKind, Group, Level, Message, Renderer, Snippet};
use secws_model::{Place, Report, ReportedFinding};

use super::paint::{self, Paint};
use super::{fix, place};
use crate::catalog::Catalog;
use crate::{Options, escape, place as places};

/// What all findings share.
pub(crate) struct Page<'a> {
    pub(crate) paint: Paint,
    renderer: Renderer,
    catalog: Catalog<'a>,
}

impl<'a> Page<'a> {
    /// Of a report.
    pub(crate) fn new(report: &'a Report, options: &Options) -> Self {
        Page { paint: Paint::new(options), renderer: paint::renderer(options), catalog: Catalog::new(report) }
    }

    /// A finding, and a blank line.
    pub(crate) fn finding(&self, finding: &ReportedFinding) -> String {
        let snippet = finding.place.snippet.as_ref();
        let source = snippet.map(|snippet| escape::source(&snippet.text, snippet.highlight.clone()));
        let last_line = snippet.map(|snippet| snippet.line as usize + snippet.text.matches('\n').count());
        let gutter = last_line.map_or(0, |line| line.to_string().len());
        let arrow = self.paint.styled(paint::GUTTER, "-->");
        let at = place::render(&finding.place, &self.paint);
        let mut text = format!("{}\n{:gutter$}{arrow} {at}\n", self.header(finding), "");
        let mut group = Group::with_level(paint::level(finding.severity));
        if let (Some(snippet), Some((source, part))) = (snippet, source) {
            let label = finding.place.message.as_deref().map(escape::prose);
            let annotation = AnnotationKind::Primary.span(part).label(label);
            group =
                group.element(Snippet::source(source).line_start(snippet.line as usize).fold(false).annotation(annotation));
        }
        let group = group.elements(self.notes(finding));
        if !group.is_empty() {
            text.push_str(&self.renderer.render(&[group]));
            text.push('\n');
        }
        text + "\n"
    }

    fn header(&self, finding: &ReportedFinding) -> String {
        let id = self.paint.link(self.help_uri(finding), &escape::name(&finding.rule));
        let kind = self.paint.styled(paint::severity(finding.severity), &format!("{}[{id}]", finding.severity));
        kind + &self.paint.styled(paint::BOLD, &format!(": {}", escape::prose(&finding.message)))
    }

    fn help_uri(&self, finding: &ReportedFinding) -> Option<&'a str> {
        self.catalog.rule(&finding.rule)?.help_uri.as_deref()
    }

    fn notes(&self, finding: &ReportedFinding) -> Vec<Message<'static>> {
        let unshown = unshown(&finding.place).map(|note| Level::NOTE.message(note));
        let related = finding.related.iter().map(|place| Level::NOTE.message(place::with_message(place, &self.paint)));
        let flow = (!finding.flow.is_empty()).then(|| Level::NOTE.with_name("flow").message(self.flow(&finding.flow)));
        let named = [("history", places::history(finding)), ("also", self.catalog.sources(finding))];
        let named = named.into_iter().filter_map(|(name, text)| Some(Level::NOTE.with_name(name).message(text?)));
        let fixes =
            finding.fixes.iter().map(|each| Level::HELP.with_name("fix").message(fix::render(each, &finding.place.path)));
        unshown.into_iter().chain(related).chain(flow).chain(named).chain(fixes).collect()
    }

    /// From source to sink, a numbered line each.
    fn flow(&self, flow: &[Place]) -> String {
        let steps = (1..).zip(flow).map(|(number, step)| format!("{number}. {}", place::with_message(step, &self.paint)));
        steps.collect::<Vec<_>>().join("\n")
    }
}

/// A word on what a finding's place has that its source lines do not show.
fn unshown(place: &Place) -> Option<String> {
    let Some(snippet) = &place.snippet else {
        return place.message.as_deref().map(|message| escape::prose(message).into_owned());
    };
    let last = place.region?.end_line;
    let shown = snippet.line as usize + snippet.text.matches('\n').count();
    (last as usize > shown).then(|| format!("It goes on up to line {last}."))
}
