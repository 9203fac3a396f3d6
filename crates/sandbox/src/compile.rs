//! From a component to native code.
//!
//! Native code is trusted: it is loaded only when the build embedded it, or when this machine compiled it into its own cache.
//! A component that is not built in is compiled in a child process with limits, since a compilation cannot be cancelled.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::error::SandboxError;
use crate::host::{Host, engine};

/// The longest that a compilation may take.
const TIME: Duration = Duration::from_secs(120);
/// The address space that a compilation may take, in bytes.
const MEMORY: u64 = 8 << 30;
/// The largest component that is compiled, in bytes: one made of Python is 18 MB.
const COMPONENT_BYTES: usize = 256 << 20;

/// Native code that this build made of a plugin. Only [`embedded_plugin!`](crate::embedded_plugin) makes one.
#[derive(Debug, Clone, Copy)]
pub struct Precompiled {
    bytes: &'static [u8],
    digest: &'static str,
}

impl Precompiled {
    /// Takes bytes for native code. `digest`: their SHA-256, or any other text that is another one for other code.
    ///
    /// # Safety
    /// They are what [`precompile`] returned: loading anything else runs it.
    #[must_use]
    #[expect(unsafe_code, reason = "whoever calls it vouches for the bytes")]
    pub const unsafe fn trusted(bytes: &'static [u8], digest: &'static str) -> Self {
        Precompiled { bytes, digest }
    }

    pub(crate) fn bytes(self) -> &'static [u8] {
        self.bytes
    }

    pub(crate) fn digest(self) -> &'static str {
        self.digest
    }
}

/// Embeds the native code that `cargo xtask build` made of a plugin, by the path of its file and its digest.
#[macro_export]
macro_rules! embedded_plugin {
    ($path:expr, $digest:expr) => {{
        // SAFETY: the path is one of this build's own output folder, where only `cargo xtask build` writes.
        #[allow(unsafe_code, reason = "the build made these bytes")]
        const EMBEDDED: $crate::Precompiled = unsafe { $crate::Precompiled::trusted(include_bytes!($path), $digest) };
        EMBEDDED
    }};
}

/// Compiles a component for the baseline of a target, so that every processor of its kind can load it.
///
/// # Errors
/// The bytes are no component, the target is unknown, or they cannot be compiled.
pub fn precompile(component: &[u8], target: &str) -> Result<Vec<u8>, SandboxError> {
    compile_with(&engine(Some(target))?, component)
}

fn compile_with(engine: &wasmtime::Engine, component: &[u8]) -> Result<Vec<u8>, SandboxError> {
    check_header(component)?;
    engine.precompile_component(component).map_err(|error| SandboxError::Compile(format!("{error:#}")))
}

/// What every component starts with: the magic, and version 13 of layer 1.
fn check_header(component: &[u8]) -> Result<(), SandboxError> {
    if component.starts_with(b"\0asm\x0d\0\x01\0") && component.len() <= COMPONENT_BYTES {
        Ok(())
    } else {
        Err(SandboxError::NotAComponent)
    }
}

/// Compiles components that are not built in, and keeps what comes out.
#[derive(Debug, Clone)]
pub struct Compiler {
    /// Where compiled code is kept, by digest. Nobody else may write there.
    pub cache: PathBuf,
    /// A program and its arguments that runs [`compile_in_child`].
    pub command: Vec<PathBuf>,
}

impl Compiler {
    /// Native code of a component: from the cache, or compiled now.
    pub(crate) fn compiled(&self, host: &Host, component: &[u8]) -> Result<Vec<u8>, SandboxError> {
        check_header(component)?;
        let name = format!("{}-{:016x}.native", secws_model::digest(component), host.compatibility());
        let file = self.cache.join(name);
        if let Ok(bytes) = fs::read(&file) {
            return Ok(bytes);
        }
        let bytes = self.compile(component)?;
        self.keep(&file, &bytes).map_err(|error| SandboxError::Cache { path: file, error })?;
        Ok(bytes)
    }

    fn keep(&self, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.cache)?;
        let mut kept = tempfile::NamedTempFile::new_in(&self.cache)?;
        kept.write_all(bytes)?;
        kept.persist(file).map_err(|error| error.error)?;
        Ok(())
    }

    fn compile(&self, component: &[u8]) -> Result<Vec<u8>, SandboxError> {
        let failed = |message: String| SandboxError::Compile(message);
        let io = |error: std::io::Error| SandboxError::Compile(error.to_string());
        let (program, arguments) = self.command.split_first().ok_or_else(|| failed("no compiler is named".to_owned()))?;
        let mut source = tempfile::NamedTempFile::new().map_err(io)?;
        source.write_all(component).map_err(io)?;
        let compiled = tempfile::NamedTempFile::new().map_err(io)?;
        let mut child = Command::new(program)
            .args(arguments)
            .arg(source.path())
            .arg(compiled.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(io)?;
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().map_err(io)? {
                break status;
            }
            if started.elapsed() > TIME {
                child.kill().and_then(|()| child.wait()).map_err(io)?;
                return Err(failed(format!("it took longer than {} seconds", TIME.as_secs())));
            }
            thread::sleep(Duration::from_millis(5));
        };
        if status.success() {
            return fs::read(compiled.path()).map_err(io);
        }
        let mut said = String::new();
        if let Some(stderr) = child.stderr.take() {
            // What the child says is a message of a few lines; no more of it is wanted.
            let _ = stderr.take(4_096).read_to_string(&mut said);
        }
        Err(failed(if said.is_empty() { format!("the compiler ended with {status}") } else { said.trim().to_owned() }))
    }
}

/// The child's side of a compilation: limits itself, reads the component from one file and writes native code to the other.
///
/// # Errors
/// It cannot be compiled within the limits, or a file not be read or written.
pub fn compile_in_child(component: &Path, compiled: &Path) -> Result<(), SandboxError> {
    let io = |error: std::io::Error| SandboxError::Compile(error.to_string());
    let bound = |limit: u64| Rlimit { current: Some(limit), maximum: Some(limit) };
    // Where a limit cannot be lowered (a system without it), the parent's deadline still holds.
    let _ = setrlimit(Resource::As, bound(MEMORY));
    let _ = setrlimit(Resource::Cpu, bound(TIME.as_secs().saturating_mul(4)));
    let component = fs::read(component).map_err(io)?;
    let code = compile_with(&engine(None)?, &component)?;
    fs::write(compiled, code).map_err(io)
}
