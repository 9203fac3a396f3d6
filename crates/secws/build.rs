//! Embeds the plugins that `cargo xtask build` left in the target folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// By name.
const PLUGINS: [&str; 4] = ["code", "dependencies", "pickle", "secrets"];

fn main() -> std::io::Result<()> {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    // The target folder is a few levels up, how many depends on `--target` and `--profile`.
    let folder = out.ancestors().map(|ancestor| ancestor.join("secws-plugins")).find(|folder| folder.is_dir());
    let folder = folder.unwrap_or_else(|| out.join("secws-plugins"));
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut list = String::from("&[\n");
    for name in PLUGINS {
        let native = folder.join(format!("{name}.native"));
        println!("cargo::rerun-if-changed={}", native.display());
        if !native.is_file() {
            println!(
                "cargo::error=the plugin `{name}` has not been built yet: run `cargo xtask build`, once, instead of `cargo build`"
            );
            return Ok(());
        }
        let digest = std::fs::read_to_string(native.with_extension("digest"))?;
        let _ = writeln!(list, "    (\"{name}\", secws_sandbox::embedded_plugin!({:?}, {digest:?})),", escaped(&native));
    }
    list.push_str("]\n");
    std::fs::write(out.join("plugins.rs"), list)
}

fn escaped(path: &Path) -> String {
    path.display().to_string()
}
