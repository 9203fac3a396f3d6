//! How long each format takes: `cargo run --release -p secws-report --example measure -- [FINDINGS]`.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a measurement, run by hand")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use secws_report::{Format, Options};

fn main() {
    let number = std::env::args().nth(1).map_or(20_000, |number| number.parse().expect("a number of findings"));
    let (report, verdict) = (support::many(number), support::failed());
    for format in Format::ALL {
        let mut out = Vec::new();
        let start = Instant::now();
        secws_report::write(format, &report, &verdict, &mut out, &Options::default()).expect("memory takes everything");
        println!("{format:20} {:4} ms {:6} KiB", start.elapsed().as_millis(), out.len() >> 10);
    }
}
