//! What the cache spares: nothing changed, one file changed, a fresh checkout with the cache of another one.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use super::{Measured, ROUNDS, Tool, measure_with, tool};

/// Files younger than this when they are read are read again, so the clock has to move on.
const SETTLED: Duration = Duration::from_secs(3);

/// Measures on a copy of a tree.
pub(super) fn run(binary: &Path, tree: &Path) -> Result<()> {
    let scratch = std::env::temp_dir().join("secws-bench-warm");
    let (copy, cache) = (scratch.join("tree"), scratch.join("cache"));
    let fresh_copy = || -> Result<()> {
        let _ = fs::remove_dir_all(&copy);
        copy_folder(tree, &copy)
    };
    let _ = fs::remove_dir_all(&scratch);
    fresh_copy()?;
    thread::sleep(SETTLED);
    let (program, folder) = (binary.display().to_string(), copy.display().to_string());
    let check = |more: &[&str]| -> Tool {
        tool("secws check", &program, &[&["check", &folder, "--format", "sarif=/dev/null"], more].concat())
    };
    let measure = |more: &[&str]| measure_with(&check(more), &[("SECWS_CACHE_DIR", &cache)]);
    let best = |prepare: &dyn Fn(usize) -> Result<()>, more: &[&str]| -> Result<Measured> {
        let mut best: Option<Measured> = None;
        for round in 0..ROUNDS {
            prepare(round)?;
            let measured = measure(more)?;
            if best.as_ref().is_none_or(|best| measured.time < best.time) {
                best = Some(measured);
            }
        }
        best.context("there is at least one round")
    };
    let cold = best(&|_| Ok(()), &["--no-cache"])?;
    let filling = measure(&[])?;
    thread::sleep(SETTLED);
    measure(&[])?;
    let warm = best(&|_| Ok(()), &[])?;
    let file = first_python_file(&copy).context("the tree has no Python file")?;
    let one_changed = best(&|round| append(&file, round), &[])?;
    let fresh = best(&|_| fresh_copy(), &[])?;
    println!("cache, on a copy of the tree:");
    let lines = [
        ("cold, --no-cache", cold.time),
        ("cold, filling it", filling.time),
        ("nothing changed", warm.time),
        ("one file changed", one_changed.time),
        ("fresh checkout", fresh.time),
    ];
    for (name, time) in lines {
        let ratio = time.as_secs_f64() / cold.time.as_secs_f64().max(1e-9);
        println!("{name:<18} {:>8.2} s {ratio:>8.3} of cold", time.as_secs_f64());
    }
    let _ = fs::remove_dir_all(&scratch);
    Ok(())
}

fn append(file: &Path, round: usize) -> Result<()> {
    let mut file = OpenOptions::new().append(true).open(file)?;
    Ok(writeln!(file, "\n# {round}")?)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn first_python_file(folder: &Path) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    let found = entries.iter().find(|path| path.extension().is_some_and(|ending| ending == "py"));
    found.cloned().or_else(|| entries.iter().filter(|path| path.is_dir()).find_map(|path| first_python_file(path)))
}
