//! How to get rid of a vulnerable version.

use pep440_rs::Version;
use secws_plugin_sdk::{Applicability, Edit, Fix, Span};

use crate::facts::{FileFacts, Format, Package};
use crate::osv::Installed;

/// The upgrade to a version; an edit where the version stands in a file that people write.
pub fn upgrade(path: &str, file: &FileFacts, package: &Package, installed: &Installed, target: &Version) -> Fix {
    let name = &package.normalized;
    let goal = format!("Upgrade `{name}` to at least {target}");
    let shown = |title: String| Fix { title, applicability: Applicability::DisplayOnly, edits: Vec::new() };
    match file.format {
        Format::UvLock => return shown(format!("{goal}: run `uv lock --upgrade-package {name}=={target}`.")),
        Format::PoetryLock => return shown(format!("{goal}: run `poetry update {name}`.")),
        Format::Requirements | Format::Pyproject => {}
    }
    if file.compiled {
        let title =
            format!("{goal} where it is asked for, and compile this file again with `--upgrade-package {name}=={target}`.");
        return shown(title);
    }
    if package.hashed {
        return shown(format!("{goal}, and replace the hashes of the line with those of that version."));
    }
    let Some((start, end)) = package.version_span.filter(|_| !file.foreign_encoding) else {
        return shown(format!("{goal}."));
    };
    let edit = Edit { path: path.to_owned(), span: Span::new(start, end), replacement: target.to_string() };
    let applicability = if is_near(installed, target) { Applicability::Safe } else { Applicability::UnsafeEdit };
    Fix { title: format!("{goal}."), applicability, edits: vec![edit] }
}

/// Whether a version promises to work like the installed one: it has the same major number.
fn is_near(installed: &Installed, target: &Version) -> bool {
    let same =
        |version: &Version| version.epoch() == target.epoch() && version.release().first() == target.release().first();
    installed.public.as_ref().is_some_and(same)
}
