//! One workflow command, escaped as `command.ts` of actions/toolkit does it.

use std::borrow::Cow;

use secws_model::Region;

/// How loud an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Red.
    Error,
    /// Yellow.
    Warning,
    /// Blue.
    Notice,
}

impl Level {
    /// The loudest first.
    pub(super) const ALL: [Level; 3] = [Level::Error, Level::Warning, Level::Notice];

    fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        }
    }
}

/// An annotation. Its texts hold no control characters: those are shown, as everywhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) title: String,
    pub(super) message: String,
    /// From the root.
    pub(super) file: Option<String>,
    /// Of the file.
    pub(super) region: Option<Region>,
}

impl Command {
    /// The line, with its end.
    pub(super) fn render(&self, level: Level) -> String {
        let mut properties = Vec::new();
        if let Some(file) = self.file.as_deref().filter(|file| !file.is_empty()) {
            properties.push(("file", property(file).into_owned()));
            properties.extend(self.region.into_iter().flat_map(lines));
        }
        properties.push(("title", property(&self.title).into_owned()));
        let properties: Vec<_> = properties.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("::{} {}::{}\n", level.name(), properties.join(","), data(&self.message))
    }
}

/// GitHub takes columns only within one line.
fn lines(region: Region) -> Vec<(&'static str, String)> {
    let Region { start_line, start_column, end_line, end_column } = region;
    let mut properties = vec![("line", start_line), ("endLine", end_line)];
    if start_line == end_line {
        properties.extend([("col", start_column), ("endColumn", end_column)]);
    }
    properties.into_iter().map(|(name, value)| (name, value.to_string())).collect()
}

/// What follows the last `::`.
fn data(text: &str) -> Cow<'_, str> {
    escaped(text, &[('%', "%25"), ('\r', "%0D"), ('\n', "%0A")])
}

/// The value of a property.
fn property(text: &str) -> Cow<'_, str> {
    escaped(text, &[('%', "%25"), ('\r', "%0D"), ('\n', "%0A"), (':', "%3A"), (',', "%2C")])
}

fn escaped<'a>(text: &'a str, replacements: &[(char, &str)]) -> Cow<'a, str> {
    if !text.contains(|character| replacements.iter().any(|(special, _)| *special == character)) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match replacements.iter().find(|(special, _)| *special == character) {
            Some((_, replacement)) => escaped.push_str(replacement),
            None => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(region: Region) -> Command {
        Command { title: "t".to_owned(), message: "m".to_owned(), file: Some("a.py".to_owned()), region: Some(region) }
    }

    #[test]
    fn what_parts_a_command_is_escaped() {
        let hostile = "a::b,c=d%0A\r\n::error::x";
        let command =
            Command { title: hostile.to_owned(), message: hostile.to_owned(), file: Some(hostile.to_owned()), region: None };
        let property = "a%3A%3Ab%2Cc=d%250A%0D%0A%3A%3Aerror%3A%3Ax";
        let data = "a::b,c=d%250A%0D%0A::error::x";
        assert_eq!(command.render(Level::Error), format!("::error file={property},title={property}::{data}\n"));
    }

    #[test]
    fn columns_are_of_one_line() {
        let one = Region { start_line: 2, start_column: 3, end_line: 2, end_column: 9 };
        let two = Region { end_line: 4, ..one };
        assert_eq!(
            command(one).render(Level::Warning),
            "::warning file=a.py,line=2,endLine=2,col=3,endColumn=9,title=t::m\n"
        );
        assert_eq!(command(two).render(Level::Notice), "::notice file=a.py,line=2,endLine=4,title=t::m\n");
    }
}
