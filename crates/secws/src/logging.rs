//! What is told on standard error while the program works.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Starts the log: `SECWS_LOG` decides, else the number of `-v`.
pub fn start(verbose: u8) {
    let level = match verbose {
        0 => LevelFilter::ERROR,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let filter = EnvFilter::builder().with_default_directive(level.into()).with_env_var("SECWS_LOG").from_env_lossy();
    let spans = if verbose > 0 { FmtSpan::CLOSE } else { FmtSpan::NONE };
    tracing_subscriber::fmt().with_env_filter(filter).with_span_events(spans).with_writer(std::io::stderr).init();
}
