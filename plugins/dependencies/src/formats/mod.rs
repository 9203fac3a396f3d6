//! The formats, and which of them a file is in.

mod asked;
mod poetry_constraint;
mod poetry_lock;
mod pyproject;
mod registry;
mod requirements;
mod uv_lock;

use crate::facts::Format;
use crate::reading::Reading;
use crate::text::Text;
use crate::toml_document::Document;

/// Names and paths of the files that are wanted. Others come as requested.
pub const GLOBS: [&str; 12] = [
    "*requirements*.txt",
    "*requirements*.in",
    "*requirements*.pip",
    "**/requirements/*.txt",
    "**/requirements/*.in",
    "constraints*.txt",
    "*-constraints.txt",
    "*_constraints.txt",
    "pyproject.toml",
    "uv.lock",
    "*.py.lock",
    "poetry.lock",
];

/// The format of a file, which is a requirements file where its name says nothing else.
pub fn of(path: &str) -> Format {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    match name.as_str() {
        "pyproject.toml" => Format::Pyproject,
        "uv.lock" => Format::UvLock,
        "poetry.lock" => Format::PoetryLock,
        _ if name.ends_with(".py.lock") => Format::UvLock,
        _ => Format::Requirements,
    }
}

/// Reads a whole file.
pub fn read(path: &str, bytes: Vec<u8>) -> Reading {
    let format = of(path);
    let mut reading = Reading::new(path, format);
    if format == Format::Requirements {
        requirements::read(&Text::of_requirements(&bytes), &mut reading);
        return reading;
    }
    let text = Text::of_toml(bytes);
    if let Some((place, message)) = text.doubt {
        reading.lost(Some(place), message);
    }
    let parsed = Document::parse(&text.text, format.is_lock());
    let document = match parsed {
        Ok(document) => document,
        Err(problem) => {
            reading.unread(problem.message, Some(problem.place));
            return reading;
        }
    };
    for problem in &document.problems {
        reading.lost(Some(problem.place), problem.message.clone());
    }
    match format {
        Format::UvLock => uv_lock::read(&document, &mut reading),
        Format::PoetryLock => poetry_lock::read(&document, &mut reading),
        _ => pyproject::read(&document, &mut reading),
    }
    reading
}
