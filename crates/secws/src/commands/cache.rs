//! `secws cache`.

use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::cli::Cache;
use crate::prepare;
use crate::settings::Settings;

/// Shows or removes what was scanned before.
pub fn run(command: &Cache) -> Result<ExitCode> {
    let cache = prepare::cache(&Settings::here()?).context("there is no folder to keep results in: set SECWS_CACHE_DIR")?;
    let path = cache.path.display();
    match command {
        Cache::Clean => {
            let size = cache.size();
            cache.clean()?;
            super::print(&match size {
                Some(size) => format!("{path} with {size} bytes was removed\n"),
                None => format!("there is nothing at {path}\n"),
            })
        }
        Cache::Status => super::print(&match cache.size() {
            Some(size) => format!("{path}: {size} bytes, at most {}\n", cache.most),
            None => format!("there is nothing at {path}\n"),
        }),
    }
}
