//! Colours and links, where the terminal takes them.

use annotate_snippets::renderer::{
    DEFAULT_ERROR_STYLE, DEFAULT_INFO_STYLE, DEFAULT_LINE_NUM_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE,
};
use annotate_snippets::{Level, Renderer};
use anstyle::{Effects, Style};
use secws_model::{NotificationLevel, RepoPath, Severity};

use crate::{Options, escape};

/// What a message stands out by.
pub(crate) const BOLD: Style = Style::new().effects(Effects::BOLD);
/// Of line numbers, and of what stands in their column.
pub(crate) const GUTTER: Style = DEFAULT_LINE_NUM_STYLE;
/// Of what is well.
pub(crate) const GOOD: Style = DEFAULT_NOTE_STYLE;
/// Of what wants attention.
pub(crate) const DOUBTFUL: Style = DEFAULT_WARNING_STYLE;
/// Of what is bad.
pub(crate) const BAD: Style = DEFAULT_ERROR_STYLE;

/// Fewer columns than these hold no source line.
const LEAST_WIDTH: usize = 40;
/// More columns than a snippet has.
const UNCUT: usize = 100_000;

/// What the options allow.
pub(crate) struct Paint {
    color: bool,
    hyperlinks: bool,
    /// The root's URI, if files are linked.
    root: Option<String>,
}

impl Paint {
    /// As the options want it.
    pub(crate) fn new(options: &Options) -> Self {
        let absolute = options.root.as_deref().filter(|root| options.hyperlinks && root.is_absolute());
        Paint { color: options.color, hyperlinks: options.hyperlinks, root: absolute.map(file_uri) }
    }

    /// A text in a style.
    pub(crate) fn styled(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// A text that leads to a page. What is no URI is no link.
    pub(crate) fn link(&self, uri: Option<&str>, text: &str) -> String {
        match uri.filter(|uri| self.hyperlinks && escape::is_graphic(uri)) {
            Some(uri) => format!("\u{1b}]8;;{uri}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
            None => text.to_owned(),
        }
    }

    /// A text that leads to a file; to the container, if the path is one inside of it.
    pub(crate) fn file_link(&self, path: &RepoPath, text: &str) -> String {
        let Some(root) = &self.root else { return text.to_owned() };
        let outermost = path.as_bytes().windows(2).position(|pair| pair == b"!/");
        let path = outermost.and_then(|end| path.as_bytes().get(..end)).map_or_else(|| path.clone(), RepoPath::from_bytes);
        self.link(Some(&format!("{root}/{}", path.to_uri())), text)
    }
}

/// What draws source lines.
pub(crate) fn renderer(options: &Options) -> Renderer {
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    renderer.hyperlink(false).term_width(options.width.map_or(UNCUT, |width| width.max(LEAST_WIDTH)))
}

/// The nearest of the levels that source lines are drawn in.
pub(crate) fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Critical | Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low => Level::INFO,
        Severity::Note => Level::NOTE,
    }
}

/// The style of a severity.
pub(crate) fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Critical | Severity::High => BAD,
        Severity::Medium => DOUBTFUL,
        Severity::Low => DEFAULT_INFO_STYLE,
        Severity::Note => GOOD,
    }
}

/// The style of a notification's level.
pub(crate) fn notification(level: NotificationLevel) -> Style {
    match level {
        NotificationLevel::Note => GOOD,
        NotificationLevel::Warning => DOUBTFUL,
        NotificationLevel::Error => BAD,
    }
}

/// `file:///home/a%20b` of an absolute path; without a slash at the end.
fn file_uri(path: &std::path::Path) -> String {
    #[cfg(unix)]
    let path = RepoPath::from_bytes(std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()));
    #[cfg(not(unix))]
    let path = RepoPath::new(&format!("/{}", path.to_string_lossy().replace('\\', "/")));
    format!("file://{}", path.to_uri().trim_end_matches('/'))
}
