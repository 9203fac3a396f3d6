//! The pipeline, one module per step: discover, route, scan, conclude, merge, judge. It knows no rule.
#![forbid(unsafe_code)]

mod baseline;
mod cache;
mod conclude;
mod coverage;
mod discover;
mod file;
mod imports;
mod judge;
mod known;
mod merge;
mod narrow;
mod options;
mod pool;
mod progress;
mod reader;
mod route;
mod run;
mod scan;
mod shard;
mod timings;

pub use baseline::{Baseline, BaselineError, Known as KnownFinding};
pub use cache::{Cache, CacheError};
pub use imports::Imports;
pub use judge::{AcceptedGap, Gate, Level, judge, percent};
pub use known::Known;
pub use options::{Options, RuleFilter};
pub use progress::Progress;
pub use run::{Engine, EngineError, Job, Run};
pub use shard::{Partial, PartialError, Shard};
pub use timings::{SlowFile, Timings};
