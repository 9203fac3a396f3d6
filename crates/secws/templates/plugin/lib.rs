//! Rules of our own for secws.

use secws_plugin_sdk::{
    Configuration, Description, File, Finding, Interest, Literal, Outcome, Plugin, Precision,
    RuleInfo, SettingError, Severity, Span, describe, export_plugin,
};

/// What the rule looks for.
const CALL: &str = "breakpoint(";

static BREAKPOINT_LEFT: RuleInfo = RuleInfo {
    name: "breakpoint-left",
    title: "A breakpoint was left in the code",
    help: include_str!("../rules/breakpoint-left.md"),
    severity: Severity::Medium,
    precision: Precision::High,
    cwe: &[489],
    ..RuleInfo::DEFAULT
};

/// The plugin.
struct Rules;

impl Plugin for Rules {
    const NAME: &'static str = "my-rules";

    fn describe() -> Description {
        describe::<Self>(env!("CARGO_PKG_VERSION"), &[&BREAKPOINT_LEFT])
    }

    /// Only Python files that hold the literal come to `scan`.
    fn configure(_: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
        let python = Interest::of("python").globs(&["*.py"]);
        Ok((Rules, vec![python.literal(Literal::text(CALL))]))
    }

    fn scan(&self, file: &dyn File) -> Result<Outcome, String> {
        let contents = file.contents()?;
        let mut outcome = Outcome::default();
        let mut end_of_line = 0;
        for line in contents.split_inclusive(|&byte| byte == b'\n') {
            end_of_line += line.len();
            let statement = line.trim_ascii_start();
            if statement.starts_with(CALL.as_bytes()) {
                let start = end_of_line - statement.len();
                let span = Span::of(start..start + CALL.len());
                let message = "This call stops the program in a debugger.";
                let finding = Finding::new::<Self>(&BREAKPOINT_LEFT, message, &file.path(), span);
                outcome.findings.push(finding);
            }
        }
        Ok(outcome)
    }
}

export_plugin!(Rules);

#[cfg(test)]
mod tests {
    use secws_plugin_sdk::testing::{Harness, check_rules};

    use super::{BREAKPOINT_LEFT, Rules};

    #[test]
    fn rules_have_what_rules_must_have() {
        check_rules::<Rules>();
    }

    #[test]
    fn cases_hold() {
        let cases = include_str!("../rules/breakpoint-left.cases.md");
        Harness::<Rules>::default().check_cases(cases);
    }

    #[test]
    fn examples_of_the_help_hold() {
        Harness::<Rules>::default().check_help(BREAKPOINT_LEFT.name, BREAKPOINT_LEFT.help);
    }
}
