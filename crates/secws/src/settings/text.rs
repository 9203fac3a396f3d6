//! Settings files, and where in them a key stands: figment knows neither lines nor which keys there are.

use anyhow::{Result, anyhow};
use toml_edit::{Document, Item, TableLike, Value};

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
    /// Reads the text of a file, if it has a table of ours.
    pub fn parse(name: &str, source: String, prefix: &'static [&'static str]) -> Result<Option<Self>> {
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

    /// Our table as TOML by itself, with dates as texts.
    pub fn toml(&self) -> String {
        let Some(table) = self.table() else {
            return String::new();
        };
        let mut table = table.clone().into_table().unwrap_or_default();
        dates_as_texts(&mut table);
        toml_edit::DocumentMut::from(table).to_string()
    }

    /// Where a dotted key of ours stands (`ignore.0.rule`), or the nearest one above it: `secws.toml:3`. None if nothing of
    /// it does.
    pub fn place(&self, key: &str) -> Option<String> {
        self.line(key).map(|line| format!("{}:{line}", self.name))
    }

    /// The line of it, from 1.
    pub fn line(&self, key: &str) -> Option<usize> {
        let mut node = Node::Item(self.table()?);
        let mut span = None;
        for part in key.split('.') {
            let Some((at, next)) = node.child(part) else {
                break;
            };
            span = at.or(span);
            node = next;
        }
        span.map(|span| line_of(&self.source, span.start))
    }
}

/// An item of the document, or a value in a list.
enum Node<'a> {
    Item(&'a Item),
    Table(&'a dyn TableLike),
    Value(&'a Value),
}

type Span = std::ops::Range<usize>;

impl<'a> Node<'a> {
    fn child(&self, part: &str) -> Option<(Option<Span>, Node<'a>)> {
        if let Ok(index) = part.parse::<usize>() {
            return self.element(index);
        }
        let table: &dyn TableLike = match *self {
            Node::Item(item) => item.as_table_like()?,
            Node::Table(table) => table,
            Node::Value(value) => value.as_inline_table()?,
        };
        let (key, item) = table.get_key_value(part)?;
        Some((key.span().or_else(|| item.span()), Node::Item(item)))
    }

    fn element(&self, index: usize) -> Option<(Option<Span>, Node<'a>)> {
        if let Node::Item(Item::ArrayOfTables(tables)) = *self {
            let table = tables.get(index)?;
            return Some((table.span(), Node::Table(table)));
        }
        let array = match *self {
            Node::Item(item) => item.as_array()?,
            Node::Value(value) => value.as_array()?,
            Node::Table(_) => return None,
        };
        let value = array.get(index)?;
        Some((value.span(), Node::Value(value)))
    }
}

/// figment has no dates.
fn dates_as_texts(table: &mut dyn TableLike) {
    for (_, item) in table.iter_mut() {
        match item {
            Item::Value(value) => date_as_text(value),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(|table| dates_as_texts(table)),
            Item::Table(table) => dates_as_texts(table),
            Item::None => {}
        }
    }
}

fn date_as_text(value: &mut Value) {
    match value {
        Value::Datetime(date) => *value = Value::from(date.value().to_string()),
        Value::Array(array) => array.iter_mut().for_each(date_as_text),
        Value::InlineTable(table) => dates_as_texts(table),
        _ => {}
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count()
}
