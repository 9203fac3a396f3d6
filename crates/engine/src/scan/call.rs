//! Calls of a plugin, and what is told when one fails.

use std::time::Instant;

use secws_model::{Gap, GapKind, Location, Notification, NotificationKind, Redactor, RepoPath, Rule};
use secws_sandbox::{Answer, Failure, Instance, LogLevel, LogLine};

use super::Scanner;

impl Scanner<'_> {
    /// Calls a worker's instance of a plugin, and keeps it if it may be used again. `what` it looks at: `this file`.
    pub(crate) fn call(
        &self,
        plugin: usize,
        what: &str,
        run: impl FnOnce(&mut Instance) -> Result<Answer, Failure>,
    ) -> Result<Answer, Box<Notification>> {
        let name = self.name(plugin);
        let mut instance = self.pool.take(plugin, &self.plugins[plugin]).map_err(|error| {
            let message = format!("The plugin '{name}' cannot start: {error}.");
            Box::new(Notification::new(NotificationKind::PluginTrap, message).plugin(name))
        })?;
        let started = Instant::now();
        let answer = run(&mut instance);
        self.clock.call(plugin, started.elapsed());
        if answer.as_ref().err().is_none_or(Failure::keeps_instance) {
            self.pool.put(plugin, instance);
        }
        answer.map_err(|failure| Box::new(failed(name, &failure, what)))
    }

    pub(crate) fn name(&self, plugin: usize) -> &str {
        &self.plugins[plugin].description().name
    }
}

/// The notification of a call that failed. What was not looked at: `this file`.
fn failed(plugin: &str, failure: &Failure, what: &str) -> Notification {
    let message = match failure {
        Failure::Refused(message) => format!("The plugin '{plugin}' could not look at {what}: {message}"),
        _ => format!("The plugin '{plugin}' {failure}, so it did not look at {what}."),
    };
    Notification::new(failure.kind(), message).plugin(plugin)
}

/// Notifications of what a plugin said that does not hold.
pub(crate) fn claimed<'a>(
    plugin: &'a str,
    claims: Vec<String>,
    redactor: &'a Redactor,
) -> impl Iterator<Item = Notification> + 'a {
    claims.into_iter().map(move |claim| {
        let message = format!("What the plugin '{plugin}' said does not hold: {}.", redactor.mask_string(&claim));
        Notification::new(NotificationKind::PluginClaim, message).plugin(plugin)
    })
}

/// Shows what a plugin logged, masked.
pub(crate) fn log_lines(plugin: &str, lines: Vec<LogLine>, redactor: &Redactor) {
    for line in lines {
        let message = redactor.mask_string(&line.message);
        match line.level {
            LogLevel::Debug => tracing::debug!(plugin, "{message}"),
            LogLevel::Info => tracing::info!(plugin, "{message}"),
            LogLevel::Warn => tracing::warn!(plugin, "{message}"),
        }
    }
}

/// The kind of notification that a gap becomes.
pub(crate) fn gap_kind(gap: &Gap) -> NotificationKind {
    match gap.kind {
        GapKind::Partial => NotificationKind::PartialGap,
        GapKind::Unread => NotificationKind::UnreadGap,
    }
}

/// A rule by its id.
pub(crate) type Rules<'a> = dyn Fn(&str) -> Option<&'a Rule> + 'a;

/// A whole file as a place.
pub(crate) fn whole(path: &RepoPath) -> Location {
    Location { path: path.clone(), span: None, message: None, logical: None }
}
