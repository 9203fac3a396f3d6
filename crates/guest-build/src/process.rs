//! Other programs.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::BuildError;

/// Runs a program to its end.
///
/// # Errors
/// It cannot be started, or fails.
pub fn run(command: &mut Command) -> Result<(), BuildError> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(BuildError::Failed { program, status }),
        Err(source) => Err(BuildError::Start { program, source }),
    }
}

/// What a program prints, without the white space around it; none if it cannot be run or fails.
#[must_use]
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program succeeds within a time.
pub(crate) fn succeeds_within(command: &mut Command, time: Duration) -> bool {
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
        return false;
    };
    let started = Instant::now();
    while started.elapsed() < time {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(Duration::from_millis(50)),
            Err(_) => return false,
        }
    }
    // It is of no more use; that it may have ended meanwhile does not matter.
    let _ = child.kill();
    let _ = child.wait();
    false
}
