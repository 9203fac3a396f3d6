//! Settings files, and where in them a key stands: figment knows neither lines nor which keys there are.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use toml_edit::{Document, Item};

/// A settings file.
pub struct Text {
    /// As it is told of: `pyproject.toml`.
    pub name: String,
    /// The table of it that is ours: `tool.secws`, or all.
    prefix: &'static [&'static str],
    source: String,
    document: Document<String>,
}

impl Text {
    /// Reads a file, if it is there and has a table of ours.
    pub fn read(root: &Path, name: &str, prefix: &'static [&'static str]) -> Result<Option<Self>> {
        let path = root.join(name);
        let source = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            source => source.with_context(|| format!("the settings in `{}` cannot be read", path.display()))?,
        };
        let document = match Document::parse(source.clone()) {
            Ok(document) => document,
            // A broken `pyproject.toml` without a word of ours is not ours to complain of.
            Err(_) if !prefix.is_empty() && !source.contains(&prefix.join(".")) => return Ok(None),
            Err(error) => {
                let line = error.span().map_or(1, |span| line_of(&source, span.start));
                return Err(anyhow!("{name}:{line}: this is no TOML: {}", error.message()));
            }
        };
        let text = Text { name: name.to_owned(), prefix, source, document };
        Ok(text.table().is_some().then_some(text))
    }

    /// Our table.
    fn table(&self) -> Option<&Item> {
        self.prefix.iter().try_fold(self.document.as_item(), |item, key| item.get(key))
    }

    /// The names of the keys in our table.
    pub fn keys(&self) -> Vec<String> {
        let table = self.table().and_then(Item::as_table_like);
        table.map(|table| table.iter().map(|(key, _)| key.to_owned()).collect()).unwrap_or_default()
    }

    /// Our table as TOML by itself.
    pub fn toml(&self) -> String {
        let Some(table) = self.table() else {
            return String::new();
        };
        let table = table.clone().into_table().unwrap_or_default();
        toml_edit::DocumentMut::from(table).to_string()
    }

    /// Where a dotted key of ours stands, or the nearest one above it: `secws.toml:3`. None if nothing of it does.
    pub fn place(&self, key: &str) -> Option<String> {
        let mut item = self.table()?;
        let mut span = None;
        for part in key.split('.') {
            let table = item.as_table_like();
            let found = match table {
                Some(table) => table.get_key_value(part).map(|(key, value)| (key.span(), value)),
                None => None,
            };
            let Some((key_span, value)) = found else {
                break;
            };
            span = key_span.or_else(|| value.span()).or(span);
            item = value;
        }
        span.map(|span| format!("{}:{}", self.name, line_of(&self.source, span.start)))
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count()
}
