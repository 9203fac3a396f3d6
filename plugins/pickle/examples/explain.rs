//! Prints what pickles and model files import and call, and what a scan says of them.
//!
//! `cargo run -p secws-pickle --example explain -- model.pt …`; with `--imports` first, only the imported names, one a line.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is what it is for")]

use std::cell::RefCell;
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::process::ExitCode;

use secws_pickle::explain::explain;
use secws_plugin_sdk::{File, GapKind, Hits, Origin};

/// A file on disk, read by pieces as the host would.
struct DiskFile {
    path: String,
    file: RefCell<fs::File>,
    size: u64,
}

impl DiskFile {
    fn open(path: &str) -> std::io::Result<Self> {
        let file = fs::File::open(path)?;
        let size = file.metadata()?.len();
        Ok(DiskFile { path: path.to_owned(), file: RefCell::new(file), size })
    }
}

impl File for DiskFile {
    fn path(&self) -> String {
        self.path.clone()
    }
    fn origin(&self) -> Origin {
        Origin::Tree(true)
    }
    fn size(&self) -> u64 {
        self.size
    }
    fn read(&self, offset: u64, length: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut file = self.file.borrow_mut();
        if file.seek(SeekFrom::Start(offset)).is_ok() {
            // What cannot be read is not there, as for the host.
            let _ = file.by_ref().take(u64::from(length)).read_to_end(&mut bytes);
        }
        bytes
    }
    fn contents(&self) -> Result<Vec<u8>, String> {
        fs::read(&self.path).map_err(|error| error.to_string())
    }
    fn digest(&self) -> String {
        String::new()
    }
    fn hits(&self) -> Hits {
        Hits { found: Vec::new(), cut: false }
    }
}

fn main() -> ExitCode {
    let mut paths: Vec<_> = std::env::args().skip(1).collect();
    let only_imports = paths.first().is_some_and(|first| first == "--imports");
    if only_imports {
        paths.remove(0);
    }
    for path in paths {
        match DiskFile::open(&path) {
            Ok(file) => print(&file, only_imports),
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn print(file: &DiskFile, only_imports: bool) {
    let (imports, outcome) = explain(file);
    println!("== {}", file.path);
    for import in imports {
        if only_imports {
            println!("{}", import.name);
            continue;
        }
        let place = import.at.map(|(opcode, offset)| format!("{opcode} at {offset}")).unwrap_or_default();
        println!("   {:<9} {:<50} {place}", import.tier, import.name);
        for act in import.acts {
            println!("             {act}");
        }
    }
    if only_imports {
        return;
    }
    for finding in outcome.findings {
        let severity = finding.severity.map_or(String::new(), |severity| format!(" {severity:?}"));
        let member = finding.location.logical.map_or(String::new(), |logical| format!(" [{logical}]"));
        println!("   ! {}{severity}{member}: {}", finding.rule, finding.message);
    }
    for gap in outcome.gaps {
        let kind = if gap.kind == GapKind::Unread { "unread" } else { "partial" };
        let member =
            gap.location.and_then(|location| location.logical).map_or(String::new(), |logical| format!(" [{logical}]"));
        println!("   ? {kind}{member}: {}", gap.message);
    }
}
