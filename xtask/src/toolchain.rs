//! A compiler for `wasm32-unknown-unknown`, which the plugins are built for: found in one of three ways.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::command::{output, run, succeeds_within};
use crate::workspace::Workspace;

/// What the plugins are built for.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's compiler with the standard library's source, and a linker.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];
/// Without a network rustup does not fail but hang.
const RUSTUP_TIME: Duration = Duration::from_secs(30);

/// A way to build for wasm.
pub enum Toolchain {
    /// The active toolchain has the target.
    Active,
    /// Debian's compiler builds the standard library along.
    Debian {
        /// The linker.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// Finds a way, installing what is missing, and says which.
    pub fn find(workspace: &Workspace) -> Result<Self> {
        if active_has_target(workspace) {
            return Ok(Toolchain::Active);
        }
        if let Some(linker) = debian_linker() {
            return Ok(Toolchain::Debian { linker });
        }
        eprintln!("plugins: the active toolchain has no {TARGET}; trying `rustup target add {TARGET}`");
        let mut rustup = Command::new("rustup");
        if succeeds_within(rustup.current_dir(&workspace.root).args(["target", "add", TARGET]), RUSTUP_TIME) {
            return Ok(Toolchain::Active);
        }
        eprintln!("plugins: that did not work; trying Debian's packages {}", DEBIAN_PACKAGES.join(", "));
        install_debian_packages();
        match debian_linker() {
            Some(linker) => Ok(Toolchain::Debian { linker }),
            None => bail!(
                "no compiler for {TARGET} was found\n\
                 hint: `rustup target add {TARGET}`, or on Debian `apt-get install --no-install-recommends {}`",
                DEBIAN_PACKAGES.join(" ")
            ),
        }
    }

    /// A `cargo build` for wasm, without the packages.
    pub fn build(&self, workspace: &Workspace) -> Command {
        let mut cargo = match self {
            Toolchain::Active => workspace.cargo(),
            Toolchain::Debian { linker } => {
                let mut cargo = Command::new("/usr/bin/cargo");
                cargo.current_dir(&workspace.root).env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
                cargo.env_remove("RUSTUP_TOOLCHAIN").env_remove("RUSTC_WRAPPER");
                let linker = format!("target.{TARGET}.linker={:?}", linker.display().to_string());
                cargo.args(["-Z", "build-std=std,panic_abort", "--config", &linker]);
                cargo
            }
        };
        // The stack that the guest keeps in its memory is larger than the one that the sandbox bounds, so that the latter,
        // whose overflow is told apart from other traps, ends first.
        let flags = "-C target-feature=+simd128,+bulk-memory -C link-arg=-zstack-size=4194304";
        cargo.env("RUSTFLAGS", flags).env_remove("CARGO_ENCODED_RUSTFLAGS");
        cargo.args(["build", "--quiet", "--locked", "--profile", "guest", "--target", TARGET, "--target-dir"]);
        cargo.arg(workspace.target.join("guests"));
        cargo
    }

    /// For people.
    pub fn describe(&self) -> &'static str {
        match self {
            Toolchain::Active => "the active toolchain",
            Toolchain::Debian { .. } => "Debian's rustc-web",
        }
    }
}

fn active_has_target(workspace: &Workspace) -> bool {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let sysroot = output(rustc.current_dir(&workspace.root).args(["--print", "sysroot"]));
    sysroot.is_some_and(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

/// The linker that fits Debian's compiler, if both and the standard library's source are there.
fn debian_linker() -> Option<PathBuf> {
    let sysroot = output(Command::new("/usr/bin/rustc").args(["--print", "sysroot"]))?;
    let source = Path::new(&sysroot).join("lib/rustlib/src/rust/library/std");
    (Path::new("/usr/bin/cargo").is_file() && source.is_dir()).then_some(())?;
    let versions = (14..=30).rev().map(|version| PathBuf::from(format!("/usr/bin/wasm-ld-{version}")));
    versions.chain([PathBuf::from("/usr/bin/wasm-ld")]).find(|linker| linker.is_file())
}

fn install_debian_packages() {
    let root = output(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if root { "apt-get" } else { "sudo" });
        if !root {
            command.args(["-n", "apt-get"]);
        }
        run(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let install: Vec<&str> = ["install", "-y", "-q", "--no-install-recommends"].into_iter().chain(DEBIAN_PACKAGES).collect();
    if let Err(error) = apt(&["update", "-q"]).and_then(|()| apt(&install)) {
        eprintln!("plugins: {error:#}");
    }
}
