//! A compiler for `wasm32-unknown-unknown`, which plugins are built for: found in one of three ways.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::BuildError;
use crate::process::{output, run, succeeds_within};

/// What plugins are built for.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's compiler with the standard library's source, and a linker.
pub(crate) const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];
/// Without a network rustup does not fail but hang.
const RUSTUP_TIME: Duration = Duration::from_secs(30);
/// The stack that the guest keeps in its memory is larger than the one that the sandbox bounds, so that the latter, whose
/// overflow is told apart from other traps, ends first.
const FLAGS: &str = "-C target-feature=+simd128,+bulk-memory -C link-arg=-zstack-size=4194304";

/// A way to build for wasm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toolchain {
    /// The active toolchain has the target.
    Active,
    /// Debian's compiler builds the standard library along.
    Debian {
        /// The linker.
        linker: PathBuf,
    },
}

/// What is built, and where to.
#[derive(Debug, Clone, Copy)]
pub struct Build<'a> {
    /// Where cargo is run: the active toolchain may depend on it.
    pub folder: &'a Path,
    /// The profile: `release`, or one that the manifest defines.
    pub profile: &'a str,
    /// Cargo's target folder.
    pub target: &'a Path,
}

impl Toolchain {
    /// Finds a way that is there already.
    ///
    /// # Errors
    /// There is none.
    pub fn find(folder: &Path) -> Result<Self, BuildError> {
        if active_has_target(folder) {
            return Ok(Toolchain::Active);
        }
        let linker = debian_linker().ok_or(BuildError::NoCompiler)?;
        Ok(Toolchain::Debian { linker })
    }

    /// Finds a way, installs what is missing, and tells about it.
    ///
    /// # Errors
    /// There is none, and none could be installed.
    pub fn find_or_install(folder: &Path, tell: &dyn Fn(&str)) -> Result<Self, BuildError> {
        if let Ok(found) = Toolchain::find(folder) {
            return Ok(found);
        }
        tell(&format!("the active toolchain has no {TARGET}; trying `rustup target add {TARGET}`"));
        let mut rustup = Command::new("rustup");
        if succeeds_within(rustup.current_dir(folder).args(["target", "add", TARGET]), RUSTUP_TIME) {
            return Ok(Toolchain::Active);
        }
        tell(&format!("that did not work; trying Debian's packages {}", DEBIAN_PACKAGES.join(", ")));
        if let Err(error) = install_debian_packages() {
            tell(&error.to_string());
        }
        Toolchain::find(folder)
    }

    /// A `cargo build` for wasm, without the packages.
    #[must_use]
    pub fn build(&self, build: Build) -> Command {
        let mut cargo = match self {
            Toolchain::Active => Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())),
            Toolchain::Debian { linker } => {
                let mut cargo = Command::new("/usr/bin/cargo");
                cargo.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
                cargo.env_remove("RUSTUP_TOOLCHAIN").env_remove("RUSTC_WRAPPER");
                let linker = format!("target.{TARGET}.linker={:?}", linker.display().to_string());
                cargo.args(["-Z", "build-std=std,panic_abort", "--config", &linker]);
                cargo
            }
        };
        cargo.current_dir(build.folder).env("RUSTFLAGS", FLAGS).env_remove("CARGO_ENCODED_RUSTFLAGS");
        cargo.args(["build", "--quiet", "--lib", "--profile", build.profile, "--target", TARGET, "--target-dir"]);
        cargo.arg(build.target);
        cargo
    }

    /// For people.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self {
            Toolchain::Active => "the active toolchain",
            Toolchain::Debian { .. } => "Debian's rustc-web",
        }
    }
}

fn active_has_target(folder: &Path) -> bool {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let sysroot = output(rustc.current_dir(folder).args(["--print", "sysroot"]));
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

fn install_debian_packages() -> Result<(), BuildError> {
    let root = output(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if root { "apt-get" } else { "sudo" });
        if !root {
            command.args(["-n", "apt-get"]);
        }
        run(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let install: Vec<&str> = ["install", "-y", "-q", "--no-install-recommends"].into_iter().chain(DEBIAN_PACKAGES).collect();
    apt(&["update", "-q"]).and_then(|()| apt(&install))
}
