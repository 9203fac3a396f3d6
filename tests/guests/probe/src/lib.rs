//! Says back, as findings, what the contract hands it: origin, size, pieces, digest, literals, the date, facts and
//! advisories. Files named `*.probe` are wanted whole, `*.pieces` in pieces, and those that hold `MAGIC` anywhere.

use secws_plugin_sdk::*;

static SAW: RuleInfo = RuleInfo {
    name: "saw",
    title: "The probe saw a file",
    help: "# The probe saw a file\n\nOnly tests use it.",
    severity: Severity::Note,
    precision: Precision::VeryHigh,
    cwe: &[1],
    aliases: &["P1"],
    ..RuleInfo::DEFAULT
};
static OFF: RuleInfo = RuleInfo { name: "off", enabled: false, aliases: &["P2"], ..SAW };

struct Probe {
    today: String,
}

impl Plugin for Probe {
    const NAME: &'static str = "probe";

    fn describe() -> Description {
        Description { needs_today: true, ..describe::<Self>("1.0.0", &[&SAW, &OFF]) }
    }

    fn configure(configuration: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
        if configuration.settings.contains("refuse") {
            return Err(vec![SettingError::new("rules.0.refuse", "the probe refuses this")]);
        }
        let interests = vec![
            Interest::of("whole").globs(&["*.probe"]),
            Interest::of("pieces").globs(&["*.pieces"]).by_pieces(),
            Interest::of("magic").literal(Literal::any_case("magic").encoded()).literal(Literal::bytes(b"\x01\xff\x02")),
        ];
        Ok((Probe { today: configuration.today.clone().unwrap_or_default() }, interests))
    }

    fn scan(&self, file: &dyn File) -> Result<Outcome, String> {
        let (path, size) = (file.path(), file.size());
        let head = file.read(0, 4_096);
        let text = String::from_utf8_lossy(&head).into_owned();
        let hits: Vec<String> =
            file.hits().found.iter().map(|hit| format!("{}.{}@{}", hit.interest, hit.literal, hit.offset)).collect();
        let tail = file.read(size.saturating_sub(3), 99);
        let message = format!(
            "{:?} size {size} tail {:?} past {} digest {} hits {} today {}",
            file.origin(),
            String::from_utf8_lossy(&tail),
            file.read(size + 1, 9).len(),
            &file.digest()[..8],
            hits.join(" "),
            self.today,
        );
        let mut outcome = Outcome::default();
        outcome.findings.push(Finding::new::<Self>(&SAW, message, &path, Span::new(0, size.min(4))));
        outcome.findings.push(Finding::new::<Self>(&OFF, "off", &path, Span::new(0, 0)));
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("request", other)) => outcome.requests.push(other.to_owned()),
                Some(("publish", fact)) => outcome.facts.push(Fact::new::<Self>("lines", fact.as_bytes().to_vec())),
                Some(("secret", secret)) => {
                    let start = text.find(secret).unwrap_or_default() as u64;
                    let span = Span::new(start, start + secret.len() as u64);
                    let finding = Finding::new::<Self>(&SAW, format!("The secret is {secret}"), &path, span);
                    let finding = finding.identity(secret).property("value", secret).redact(span);
                    outcome.findings.push(finding);
                    outcome.facts.push(Fact::new::<Self>("lines", format!("{secret} in a fact").into_bytes()));
                    log::warn(&format!("logged {secret}"));
                }
                Some(("mask", secret)) => {
                    let start = text.find(secret).unwrap_or_default() as u64;
                    outcome.masks.push(Span::new(start, start + secret.len() as u64));
                }
                Some(("gap", "partial")) => outcome.gaps.push(Gap::partial("part of it was lost", None)),
                Some(("gap", "unread")) => outcome.gaps.push(Gap::unread("it was not looked at", None)),
                _ => {}
            }
        }
        Ok(outcome)
    }
}

impl ConcludesWithAdvisories for Probe {
    fn conclude_with_advisories(&self, facts: &dyn Facts, advisories: &dyn Advisories) -> Result<Outcome, String> {
        let mut outcome = Outcome::default();
        facts.next();
        facts.rewind();
        let mut brought = SAW.rule::<Self>();
        brought.id = "probe/saw/CVE-1".to_owned();
        while let Some(FileFact { path, fact }) = facts.next() {
            let said = String::from_utf8_lossy(&fact.data).into_owned();
            let known = advisories.lookup("PyPI", &said).len();
            let message = format!("{} {said}, advisories {known}, snapshot {:?}", fact.topic, advisories.snapshot("PyPI"));
            outcome.findings.push(Finding::at(brought.id.clone(), message, Location::file(&path)));
        }
        outcome.rules.push(brought);
        Ok(outcome)
    }
}

secws_plugin_sdk::export_plugin!(Probe, advisories);
