//! Makes JSON of the providers' tables: a plugin starts in every run, and reads JSON several times faster than TOML.
#![allow(clippy::print_stdout, reason = "that is how a build script speaks to cargo")]

use std::error::Error;
use std::path::Path;

#[path = "src/providers/mod.rs"]
mod providers;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/providers");
    let mut tables = Vec::new();
    for (name, source) in providers::TABLES {
        let table: serde_json::Value = toml::from_str(source).map_err(|error| format!("{name}.toml: {error}"))?;
        tables.push((name, table));
    }
    let file = Path::new(&std::env::var("OUT_DIR")?).join("providers.json");
    std::fs::write(file, serde_json::to_vec(&tables)?)?;
    Ok(())
}
