//! A bar on standard error, for a long run on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use secws_engine::Progress;

use crate::reports;

/// How often it is drawn, a second.
const RATE: u8 = 10;

/// How far a run is.
pub struct Bar(ProgressBar);

impl Bar {
    /// One that nobody sees unless a person watches, and none of a run that is over at once.
    pub fn new(quiet: u8) -> Self {
        let target = if reports::is_watched() && quiet == 0 {
            ProgressDrawTarget::stderr_with_hz(RATE)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} files, {eta} left") {
            bar.set_style(style);
        }
        Bar(bar)
    }
}

impl Progress for Bar {
    fn begin(&self, inputs: usize) {
        self.0.set_length(inputs as u64);
        self.0.reset_elapsed();
    }

    fn scanned(&self) {
        // A run of less than a second needs no bar.
        if self.0.elapsed() > Duration::from_secs(1) {
            self.0.inc(1);
        } else {
            self.0.update(|state| state.set_pos(state.pos() + 1));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
