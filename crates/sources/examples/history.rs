//! Walks a repository's history and says how fast: `cargo run --release -p secws-sources --example history -- PATH [RANGE]`.
//! Each blob is a line of standard output: its id, the commit that brought it, that commit's date, whether `HEAD` has it, path.
#![allow(clippy::print_stderr, reason = "it is a program")]

use std::error::Error;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use secws_sources::{History, Root};

/// What a scan reads whole, in bytes.
const WHOLE: u64 = 16 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name a repository")?;
    let range = arguments.next();
    let root = Root::of(&[path.into()])?;
    let started = Instant::now();
    let walked = History::open(&root, range.as_deref())?.walk();
    let inputs = walked.listing.inputs;
    let seconds = started.elapsed().as_secs_f64();
    let (commits, trees, blobs) = (walked.commits, walked.trees, inputs.len());
    eprintln!(
        "{blobs} blobs of {commits} commits and {trees} trees in {seconds:.2} s: {:.0} blobs/s",
        blobs as f64 / seconds
    );
    let started = Instant::now();
    let (next, bytes, failed) = (AtomicUsize::new(0), AtomicU64::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(inputs) = inputs.chunks(64).nth(next.fetch_add(1, Ordering::Relaxed)) {
                    for input in inputs {
                        match input.open(WHOLE) {
                            Ok(content) => _ = bytes.fetch_add(content.size(), Ordering::Relaxed),
                            Err(_) => _ = failed.fetch_add(1, Ordering::Relaxed),
                        }
                    }
                }
            });
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    let (bytes, failed) = (bytes.into_inner() >> 20, failed.into_inner());
    eprintln!("opened in {seconds:.2} s: {:.0} blobs/s, {bytes} MiB, {failed} failed", blobs as f64 / seconds);
    for notification in walked.listing.notifications {
        eprintln!("{}", notification.message);
    }
    let mut out = std::io::stdout().lock();
    for input in &inputs {
        let commit = input.origin.commit().ok_or("a blob without a commit")?;
        let blob = input.blob().unwrap_or_default();
        writeln!(out, "{blob} {} {} {} {}", commit.id, commit.date, commit.in_head, input.path)?;
    }
    Ok(())
}
