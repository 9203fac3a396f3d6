//! Concludes from the facts of the plugin `probe`.

use secws_plugin_sdk::*;

static CONCLUDED: RuleInfo = RuleInfo {
    name: "concluded",
    title: "Another plugin's fact was consumed",
    help: "# Another plugin's fact was consumed\n\nOnly tests use it.",
    severity: Severity::Note,
    precision: Precision::VeryHigh,
    cwe: &[2],
    ..RuleInfo::DEFAULT
};

struct Consumer;

impl Plugin for Consumer {
    const NAME: &'static str = "consumer";

    fn describe() -> Description {
        let consumes = vec!["probe/lines".to_owned(), "absent/lines".to_owned()];
        Description { consumes, ..describe::<Self>("1.0.0", &[&CONCLUDED]) }
    }

    fn configure(_: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
        Ok((Consumer, vec![Interest::of("own").globs(&["*.own"])]))
    }

    fn scan(&self, file: &dyn File) -> Result<Outcome, String> {
        let mut outcome = Outcome::default();
        outcome.facts.push(Fact::new::<Self>("own", file.contents()?));
        Ok(outcome)
    }

    fn conclude(&self, facts: &dyn Facts) -> Result<Outcome, String> {
        let mut outcome = Outcome::default();
        while let Some(FileFact { path, fact }) = facts.next() {
            let (probe, absent) = (facts.available("probe/lines"), facts.available("absent/lines"));
            let said = String::from_utf8_lossy(&fact.data).into_owned();
            let message = format!("{} {said}, probe {probe}, absent {absent}", fact.topic);
            outcome.findings.push(Finding::at(CONCLUDED.id::<Self>(), message, Location::file(&path)));
        }
        Ok(outcome)
    }
}

secws_plugin_sdk::export_plugin!(Consumer);
