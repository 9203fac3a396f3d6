//! Which inputs a command is about.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use secws_model::RepoPath;
use secws_sources::{Changes, Excluding, History, Index, Root, Several, Source, Stdin, Tree};

use crate::cli::Scope;
use crate::settings::Settings;

/// Whether the paths that were named are standard input.
pub fn is_stdin(scope: &Scope) -> Result<bool> {
    let dashes = scope.paths.iter().filter(|path| path.as_os_str() == "-").count();
    if dashes > 0 && scope.paths.len() > 1 {
        bail!("`-` is standard input and stands alone\nhint: scan the other paths in a run of their own");
    }
    if dashes > 0 && (scope.staged || scope.diff.is_some() || scope.history.is_some()) {
        bail!("standard input is no part of a repository, so it has no changes and no history");
    }
    if dashes == 0 && scope.stdin_filename.is_some() {
        bail!("`--stdin-filename` names standard input, which is not scanned\nhint: `secws check - --stdin-filename NAME`");
    }
    Ok(dashes > 0)
}

/// The folder that paths are told from.
pub fn root(scope: &Scope) -> Result<Root> {
    if is_stdin(scope)? {
        return Ok(Root::of(&[".".into()])?);
    }
    Ok(Root::of(&scope.paths)?)
}

/// The inputs. `unlisted`: files that this run reads or writes itself.
pub fn source(scope: &Scope, root: &Root, settings: &Settings, unlisted: &[&Path]) -> Result<Box<dyn Source>> {
    if is_stdin(scope)? {
        let name = scope.stdin_filename.as_deref().unwrap_or("stdin");
        return Ok(Box::new(Stdin::read(&mut std::io::stdin().lock(), name, settings.max_file_size)?));
    }
    let current: Box<dyn Source> =
        if scope.staged { Box::new(Index::open(root, index().as_deref())?) } else { Box::new(Tree::new(root.clone())) };
    let all = match &scope.history {
        None => current,
        Some(range) => {
            let range = Some(range.as_str()).filter(|range| !range.is_empty());
            Box::new(Several::of(vec![current, Box::new(History::open(root, range)?)]))
        }
    };
    let files = settings.files.clone();
    let read = move |path: &str| files.read(path).map_err(|error| std::io::Error::other(format!("{error:#}")));
    let excluding = Excluding::new(all, &settings.exclude, Box::new(read));
    let excluding = excluding.with_context(|| format!("`exclude`{}", settings.place("exclude")))?;
    let reports = settings.targets.iter().filter_map(|target| target.path.as_deref());
    let own = unlisted.iter().copied().chain(reports).filter_map(|path| {
        let resolved = path.canonicalize().ok()?;
        let relative = resolved.strip_prefix(root.folder()).ok()?;
        Some(RepoPath::from_bytes(relative.as_os_str().as_encoded_bytes()))
    });
    Ok(Box::new(excluding.without(own)))
}

/// git names another index while it commits only some files.
fn index() -> Option<PathBuf> {
    std::env::var_os("GIT_INDEX_FILE").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// What is shown and judged; none: all.
pub fn changes(scope: &Scope, root: &Root) -> Result<Option<Changes>> {
    Ok(match &scope.diff {
        Some(base) => Some(Changes::since(root, base)?),
        None if scope.staged => Some(Changes::staged(root, index().as_deref())?),
        None => None,
    })
}
