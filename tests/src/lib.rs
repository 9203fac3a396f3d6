//! What the end-to-end tests share: trees, the real binary, and guests that were built for tests.
#![forbid(unsafe_code)]
#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use assert_cmd::Command;
use secws_engine::{Engine, Job, Known, Options};
use secws_model::{Notification, NotificationKind, Report};
use secws_sandbox::{Advisories, Compiler, Configured, Host, Limits};
use secws_sources::Source;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with files in it, gone at the end of the test.
pub struct Tree {
    folder: TempDir,
    data: TempDir,
}

impl Tree {
    /// With these files.
    #[must_use]
    pub fn of(files: &[(&str, &[u8])]) -> Self {
        let folder = || TempDir::new().expect("a temporary folder");
        let tree = Tree { folder: folder(), data: folder() };
        for (path, bytes) in files {
            tree.write(path, bytes);
        }
        tree
    }

    /// With these text files.
    #[must_use]
    pub fn text(files: &[(&str, &str)]) -> Self {
        Tree::of(&files.iter().map(|(path, text)| (*path, text.as_bytes())).collect::<Vec<_>>())
    }

    /// Adds a file, and the folders on the way.
    pub fn write(&self, path: &str, bytes: &[u8]) {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("folders");
        fs::write(file, bytes).expect("a file");
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the binary keeps its data, outside of the tree.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Runs git in it.
    pub fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        Command::new("git").current_dir(self.path()).args(identity).args(arguments).assert().success();
    }

    /// Commits all that is there.
    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    /// The id of the newest commit.
    #[must_use]
    pub fn head(&self) -> String {
        let output = Command::new("git").current_dir(self.path()).args(["rev-parse", "HEAD"]).output().expect("git runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The binary, to be run in it, with nothing of the environment that could leak in.
    #[must_use]
    pub fn secws(&self) -> Command {
        let mut command = Command::new(binary());
        command.current_dir(self.path()).env_clear();
        command.env("SECWS_DATA_DIR", self.data()).env("SECWS_CACHE_DIR", cache());
        command.env("SECWS_TODAY", "2026-08-01");
        command
    }

    /// Runs `secws check` in it and returns exit code, text and standard error.
    #[must_use]
    pub fn check(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.secws().arg("check").args(arguments).output().expect("secws runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    /// Runs `secws check` in it and returns exit code and SARIF log.
    #[must_use]
    pub fn sarif(&self, arguments: &[&str]) -> (i32, Log) {
        let (code, out, error) = self.check(&[&["--format", "sarif"], arguments].concat());
        let log = serde_json::from_str(&out).unwrap_or_else(|_| panic!("no JSON: {out}\n{error}"));
        (code, Log(log))
    }
}

/// A SARIF log.
pub struct Log(pub Value);

impl Log {
    /// Its only run.
    #[must_use]
    pub fn run(&self) -> &Value {
        &self.0["runs"][0]
    }

    /// `rule path:line` of every result, in order.
    #[must_use]
    pub fn results(&self) -> Vec<String> {
        let results = self.run()["results"].as_array().expect("results");
        let line = |result: &Value| {
            let place = &result["locations"][0]["physicalLocation"];
            let path = place["artifactLocation"]["uri"].as_str().unwrap_or_default().to_owned();
            let line = place["region"]["startLine"].as_u64();
            format!("{} {path}:{}", result["ruleId"].as_str().unwrap_or_default(), line.unwrap_or_default())
        };
        results.iter().map(line).collect()
    }

    /// `id path` of every notification, in order.
    #[must_use]
    pub fn notifications(&self) -> Vec<String> {
        let list = self.run()["invocations"][0]["toolExecutionNotifications"].as_array().cloned().unwrap_or_default();
        let line = |notification: &Value| {
            let uri = &notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            let id = notification["descriptor"]["id"].as_str().unwrap_or_default();
            format!("{id} {}", uri.as_str().unwrap_or_default()).trim_end().to_owned()
        };
        list.iter().map(line).collect()
    }
}

/// Beside this test, where cargo leaves it.
fn binary() -> PathBuf {
    let binary = profile_folder().join(format!("secws{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.is_file(), "{} is not there: run the tests with `cargo xtask test`", binary.display());
    binary
}

fn profile_folder() -> PathBuf {
    let test = std::env::current_exe().expect("this program finds itself");
    test.ancestors().nth(2).expect("a test lies in `deps`").to_owned()
}

fn cache() -> PathBuf {
    profile_folder().join("secws-test-cache")
}

/// A guest that was built for tests.
///
/// # Panics
/// It was not built.
#[must_use]
pub fn guest(name: &str) -> PathBuf {
    let file = format!("secws-plugins/guests/{name}.wasm");
    let found = profile_folder().ancestors().map(|folder| folder.join(&file)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{file} is not there: run the tests with `cargo xtask test`"))
}

/// A compiler that runs the binary.
#[must_use]
pub fn compiler() -> Compiler {
    Compiler { cache: cache(), command: vec![binary(), "compile-plugin".into()] }
}

/// A guest that was built for tests, loaded and configured.
///
/// # Panics
/// It cannot be.
#[must_use]
pub fn configured(name: &str, limits: Limits, advisories: Option<Arc<dyn Advisories>>) -> Configured {
    let component = fs::read(guest(name)).expect("the guest can be read");
    let host = Host::new().expect("the engine starts");
    let plugin = host.load(&component, &compiler(), limits).expect("the guest is a plugin");
    plugin.configure("{}".to_owned(), "2026-11-25", advisories).expect("it takes its settings")
}

/// Runs guests over a source.
///
/// # Panics
/// They cannot be loaded.
#[must_use]
pub fn run(guests: &[&str], source: &dyn Source, limits: Limits, options: Options) -> Report {
    run_plugins(guests.iter().map(|name| configured(name, limits, None)).collect(), source, options)
}

/// Runs plugins over a source.
///
/// # Panics
/// The engine cannot run.
#[must_use]
pub fn run_plugins(plugins: Vec<Configured>, source: &dyn Source, options: Options) -> Report {
    let known = Known::default();
    let job = Job { source, known: &known, cache: None, progress: &() };
    Engine::new(plugins, options).run(&job).expect("the engine runs").report.clone()
}

/// `rule path: message` of every finding.
#[must_use]
pub fn findings(report: &Report) -> Vec<String> {
    let line =
        |finding: &secws_model::ReportedFinding| format!("{} {}: {}", finding.rule, finding.place.path, finding.message);
    report.findings.iter().map(line).collect()
}

/// Kind and message of every notification.
#[must_use]
pub fn notifications(report: &Report) -> Vec<(NotificationKind, String)> {
    let line = |notification: &Notification| (notification.kind, notification.message.clone());
    report.notifications.iter().map(line).collect()
}
