//! Builds the plugins: from Rust to wasm, to a component, to native code that the binary embeds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use secws_guest_build::{Build, Toolchain, component, module};
use sha2::{Digest, Sha256};

use crate::command::{output, run};
use crate::workspace::{PLUGINS, Workspace};

/// The profile that plugins are built in.
const PROFILE: &str = "guest";
/// Cargo's folder for them, in the target folder.
const FOLDER: &str = "guests";

/// Builds the plugins, and leaves their components and native code where the binary's build script looks.
pub fn build(workspace: &Workspace) -> Result<()> {
    let toolchain = toolchain(workspace)?;
    let packages: Vec<String> = PLUGINS.iter().map(|name| format!("secws-{name}")).collect();
    compile(workspace, &toolchain, &packages)?;
    let triple = host_triple(workspace)?;
    for (name, package) in PLUGINS.iter().zip(&packages) {
        let component = workspace.plugins().join(format!("{name}.wasm"));
        let native = workspace.plugins().join(format!("{name}.native"));
        if encode(workspace, package, &component)? || !native.exists() || !native.with_extension("digest").exists() {
            let bytes = fs::read(&component)?;
            let code = secws_sandbox::precompile(&bytes, &triple)?;
            eprintln!("plugins: {name}: {} KiB, native {} KiB", bytes.len() >> 10, code.len() >> 10);
            fs::write(native.with_extension("digest"), digest(&code))?;
            fs::write(&native, code)?;
        }
    }
    Ok(())
}

/// Builds the plugins that only tests use.
pub fn build_test_guests(workspace: &Workspace) -> Result<()> {
    let toolchain = toolchain(workspace)?;
    let names = workspace.test_guests()?;
    let packages: Vec<String> = names.iter().map(|name| format!("guest-{name}")).collect();
    compile(workspace, &toolchain, &packages)?;
    for (name, package) in names.iter().zip(&packages) {
        encode(workspace, package, &workspace.plugins().join("guests").join(format!("{name}.wasm")))?;
    }
    Ok(())
}

/// Builds plugins and binary.
pub fn build_binary(workspace: &Workspace) -> Result<PathBuf> {
    build(workspace)?;
    // Together with xtask, whose features are a superset, so that nothing is built twice.
    let packages = ["--package", "secws", "--package", "xtask"];
    run(workspace.cargo().args(["build", "--quiet", "--release", "--locked"]).args(packages))?;
    Ok(workspace.target.join("release").join(format!("secws{}", std::env::consts::EXE_SUFFIX)))
}

/// Builds everything and runs every test.
pub fn test(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    // Cargo builds the binary for its own package's tests only.
    build_binary(workspace)?;
    build_test_guests(workspace)?;
    let all = ["test", "--release", "--locked", "--workspace", "--all-features"];
    run(workspace.cargo().args(all).args(arguments))
}

fn toolchain(workspace: &Workspace) -> Result<Toolchain> {
    Ok(Toolchain::find_or_install(&workspace.root, &|line| eprintln!("plugins: {line}"))?)
}

fn compile(workspace: &Workspace, toolchain: &Toolchain, packages: &[String]) -> Result<()> {
    eprintln!("plugins: building {} with {}", packages.join(", "), toolchain.describe());
    let target = workspace.target.join(FOLDER);
    let mut cargo = toolchain.build(Build { folder: &workspace.root, profile: PROFILE, target: &target });
    run(cargo.arg("--locked").args(packages.iter().flat_map(|package| ["--package", package])))
}

/// Makes a component of a package's module. Says whether it differs from the one that was there.
fn encode(workspace: &Workspace, package: &str, to: &Path) -> Result<bool> {
    let component = component(&module(&workspace.target.join(FOLDER), PROFILE, package))?;
    if fs::read(to).is_ok_and(|before| before == component) {
        return Ok(false);
    }
    fs::create_dir_all(to.parent().context("it has a folder")?)?;
    fs::write(to, component)?;
    Ok(true)
}

/// What the binary is built for. The plugins' code needs no more of a processor than the baseline of it.
fn host_triple(workspace: &Workspace) -> Result<String> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let said = output(rustc.current_dir(&workspace.root).arg("-vV")).context("`rustc -vV` says nothing")?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("`rustc -vV` names no host")?.to_owned())
}

/// SHA-256 in hexadecimal: what results are kept under in the cache of the binary.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
