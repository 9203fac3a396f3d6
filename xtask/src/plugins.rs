//! Builds the plugins: from Rust to wasm, to a component, to native code that the binary embeds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wit_component::ComponentEncoder;

use crate::command::{output, run};
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::{PLUGINS, Workspace};

/// Builds the plugins, and leaves their components and native code where the binary's build script looks.
pub fn build(workspace: &Workspace) -> Result<()> {
    let toolchain = Toolchain::find(workspace)?;
    let packages: Vec<String> = PLUGINS.iter().map(|name| format!("secws-{name}")).collect();
    compile(workspace, &toolchain, &packages)?;
    let triple = host_triple(workspace)?;
    for (name, package) in PLUGINS.iter().zip(&packages) {
        let component = workspace.plugins().join(format!("{name}.wasm"));
        let native = workspace.plugins().join(format!("{name}.native"));
        if encode(workspace, package, &component)? || !native.exists() {
            let bytes = fs::read(&component)?;
            let code = secws_sandbox::precompile(&bytes, &triple)?;
            eprintln!("plugins: {name}: {} KiB, native {} KiB", bytes.len() >> 10, code.len() >> 10);
            fs::write(&native, code)?;
        }
    }
    Ok(())
}

/// Builds the plugins that only tests use.
pub fn build_test_guests(workspace: &Workspace) -> Result<()> {
    let toolchain = Toolchain::find(workspace)?;
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

fn compile(workspace: &Workspace, toolchain: &Toolchain, packages: &[String]) -> Result<()> {
    eprintln!("plugins: building {} with {}", packages.join(", "), toolchain.describe());
    let mut build = toolchain.build(workspace);
    run(build.arg("--lib").args(packages.iter().flat_map(|package| ["--package", package])))
}

/// Makes a component of a package's module. Says whether it differs from the one that was there.
fn encode(workspace: &Workspace, package: &str, to: &Path) -> Result<bool> {
    let name = format!("{}.wasm", package.replace('-', "_"));
    let module = workspace.target.join("guests").join(TARGET).join("guest").join(name);
    let module = fs::read(&module).with_context(|| format!("{} was not built", module.display()))?;
    let component = ComponentEncoder::default().validate(true).module(&module)?.encode();
    let component = component.with_context(|| format!("{package} is no component"))?;
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
