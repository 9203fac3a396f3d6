//! What the text report may use.

use std::io::IsTerminal as _;
use std::path::Path;

use secws_report::Options;

use crate::cli::Color;

/// Colours and links for a terminal, plain text for all else.
pub fn options(color: Color, root: &Path) -> Options {
    let terminal = std::io::stdout().is_terminal();
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let color = match color {
        Color::Auto => terminal && !plain,
        Color::Always => true,
        Color::Never => false,
    };
    Options { color, hyperlinks: color && terminal, root: root.canonicalize().ok(), ..Options::default() }
}
