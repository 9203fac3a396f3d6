//! `secws plugin build`: a component of a plugin's source.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use secws_guest_build::{Build, Toolchain, component, module};
use sha2::{Digest as _, Sha256};
use toml_edit::{DocumentMut, Item, value};

const PROFILE: &str = "release";

/// A component that was made.
pub struct Built {
    /// The package's name.
    pub name: String,
    /// Where the component is.
    pub file: PathBuf,
    /// How it was made, for people.
    pub toolchain: &'static str,
    bytes: Vec<u8>,
}

/// Makes the component, and says how to use it.
pub fn run(folder: &Path) -> Result<ExitCode> {
    let built = build(folder)?;
    super::print(&summary(&built))
}

/// Compiles the package of a folder, and leaves its component there as `<package>.wasm`.
pub fn build(folder: &Path) -> Result<Built> {
    let name = package(folder)?;
    let toolchain = Toolchain::find(folder)?;
    eprintln!("building `{name}` with {}", toolchain.describe());
    // Cargo is run in the folder, so that it takes a toolchain that is set there.
    let target = std::path::absolute(folder.join("target").join("plugin"))?;
    let build = Build { folder, profile: PROFILE, target: &target };
    secws_guest_build::run(&mut toolchain.build(build)).with_context(|| format!("the plugin `{name}` cannot be built"))?;
    let bytes = component(&module(&target, PROFILE, &name))?;
    let file = folder.join(format!("{name}.wasm"));
    fs::write(&file, &bytes).with_context(|| format!("`{}` cannot be written", file.display()))?;
    Ok(Built { name, file, toolchain: toolchain.describe(), bytes })
}

/// The name of a folder's package.
fn package(folder: &Path) -> Result<String> {
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest);
    let text = text.with_context(|| {
        let shown = folder.display();
        format!("`{shown}` holds no plugin: its Cargo.toml cannot be read\nhint: `secws plugin new NAME` makes a plugin")
    })?;
    let document: DocumentMut = text.parse().with_context(|| format!("`{}`", manifest.display()))?;
    let name = document.get("package").and_then(|package| package.get("name")).and_then(Item::as_str);
    Ok(name.with_context(|| format!("`{}` names no package", manifest.display()))?.to_owned())
}

/// Size, digest and the settings to paste.
fn summary(built: &Built) -> String {
    let (file, size) = (built.file.display().to_string(), built.bytes.len().div_ceil(1024));
    let digest: String = Sha256::digest(&built.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let Built { name, toolchain, .. } = built;
    let source = value(file.replace('\\', "/"));
    format!(
        "{file}: {size} KiB, built with {toolchain}\nsha256: {digest}\n\n\
         to use it, in secws.toml:\n\n[plugins.{name}]\nsource = {source}\ndigest = \"sha256:{digest}\"\n"
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn a_folder_without_a_plugin_is_told_from_one_with() {
        let folder = tempfile::tempdir().unwrap();
        assert!(package(folder.path()).unwrap_err().to_string().contains("hint: `secws plugin new NAME`"));
        fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"my-rules\"\n").unwrap();
        assert_eq!(package(folder.path()).unwrap(), "my-rules");
    }

    #[test]
    fn the_settings_can_be_pasted() {
        let file = PathBuf::from("my-rules/my-rules.wasm");
        let built = Built { name: "my-rules".to_owned(), file, toolchain: "a compiler", bytes: b"abc".to_vec() };
        let text = summary(&built);
        let settings: DocumentMut = text[text.find("[plugins").unwrap()..].parse().unwrap();
        assert_eq!(settings["plugins"]["my-rules"]["source"].as_str(), Some("my-rules/my-rules.wasm"));
        let digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(settings["plugins"]["my-rules"]["digest"].as_str(), Some(digest));
    }
}
