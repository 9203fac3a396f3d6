//! `--timings`.

use std::fmt::Write as _;

use secws_engine::Timings;

/// Time by step and by plugin, the share of files that entered the sandbox, and the slowest files.
pub fn render(timings: &Timings) -> String {
    let mut text = String::from("timings:\n");
    for (step, time) in &timings.steps {
        let _ = writeln!(text, "  {step:<14} {:>9.1} ms", time.as_secs_f64() * 1e3);
    }
    text.push_str("in the sandbox, over all threads:\n");
    for (plugin, time, files) in &timings.plugins {
        let _ = writeln!(text, "  {plugin:<14} {:>9.1} ms  {files} files", time.as_secs_f64() * 1e3);
    }
    let share = if timings.files == 0 { 0.0 } else { timings.sandboxed as f64 * 100.0 / timings.files as f64 };
    let _ = writeln!(text, "files that entered the sandbox: {} of {} ({share:.1} %)", timings.sandboxed, timings.files);
    text.push_str("slowest files:\n");
    for slow in &timings.slowest {
        let path = slow.path.as_str().escape_debug();
        let _ = writeln!(text, "  {:>9.1} ms  {path}", slow.time.as_secs_f64() * 1e3);
    }
    text
}
