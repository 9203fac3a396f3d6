//! Misbehaves as the first word of a file named `*.bad` says; any other such file it reports.
#![allow(clippy::panic, reason = "that is its task")]

use secws_plugin_sdk::*;

static FOUND: RuleInfo = RuleInfo {
    name: "found",
    title: "The hostile plugin found something",
    help: "# The hostile plugin found something\n\nOnly tests use it.",
    severity: Severity::Note,
    precision: Precision::Low,
    cwe: &[3],
    ..RuleInfo::DEFAULT
};

struct Hostile;

impl Plugin for Hostile {
    const NAME: &'static str = "hostile";

    fn describe() -> Description {
        describe::<Self>("1.0.0", &[&FOUND])
    }

    fn configure(_: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
        Ok((Hostile, vec![Interest::of("bad").globs(&["*.bad"])]))
    }

    fn scan(&self, file: &dyn File) -> Result<Outcome, String> {
        let path = file.path();
        let text = String::from_utf8_lossy(&file.contents()?).into_owned();
        let finding = || Finding::new::<Self>(&FOUND, "found", &path, Span::new(0, 1));
        let mut outcome = Outcome::default();
        outcome.findings.push(finding());
        match text.split_whitespace().next().unwrap_or_default() {
            "loop" => forever(),
            "memory" => hoard(),
            "stack" => outcome.requests.push(descend(u64::MAX - file.size()).to_string()),
            "panic" => panic!("with a secret: {text}"),
            "trap" => std::process::abort(),
            "refuse" => return Err("it does not want to".to_owned()),
            "many" => outcome.findings = (0..10_000_000).map(|_| finding()).collect(),
            "some" => outcome.findings = (0..1_500).map(|_| finding()).collect(),
            "span" => {
                outcome.findings.push(Finding { location: Location::new(&path, Span::new(5, 1_000_000)), ..finding() })
            }
            "backward" => outcome.findings.push(Finding { location: Location::new(&path, Span::new(2, 1)), ..finding() }),
            "elsewhere" => outcome.findings.push(Finding { location: Location::file("../../etc/passwd"), ..finding() }),
            "rule" => outcome.findings.push(Finding { rule: "code/eval-used".to_owned(), ..finding() }),
            "topic" => outcome.facts.push(Fact { topic: "code/imports".to_owned(), data: Vec::new() }),
            "escape" => outcome.requests.push("../outside".to_owned()),
            "requests" => outcome.requests = (0..5_000).map(|number| format!("{number}.bad")).collect(),
            "advisories" => return Err("this world has none".to_owned()),
            _ => {}
        }
        Ok(outcome)
    }
}

fn forever() {
    let mut number = 1u64;
    while number != 0 {
        number = std::hint::black_box(number | 1);
    }
}

fn hoard() {
    let mut hoard = Vec::new();
    loop {
        hoard.push(std::hint::black_box(vec![1u8; 1 << 20]));
    }
}

#[allow(unconditional_recursion, reason = "that is its task")]
fn descend(depth: u64) -> u64 {
    if depth == 0 { 0 } else { std::hint::black_box(descend(std::hint::black_box(depth - 1))) + 1 }
}

secws_plugin_sdk::export_plugin!(Hostile);
