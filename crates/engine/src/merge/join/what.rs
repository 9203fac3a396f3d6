//! What a rule says is wrong: the ids it goes by, the advisories it is about, the weaknesses it shows.

use secws_model::Rule;

/// What a rule says is wrong.
#[derive(Debug, Default)]
pub(super) struct What {
    /// Lower case.
    pub(super) names: Vec<Name>,
    /// Lower case: `cve-2018-18074`.
    pub(super) advisories: Vec<String>,
    /// The closest first.
    pub(super) weaknesses: Vec<Weakness>,
}

/// An id that a rule goes by.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    /// It means the same wherever it is met: another tool's id, which the rule says is its own, or a code such as `B602`. Other
    /// names are only what a rule happens to be called.
    pub(super) is_id: bool,
}

/// A weakness, by the number that stands for its family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weakness {
    pub(super) family: u32,
    /// So general that it says little of what is wrong.
    pub(super) is_vague: bool,
}

/// Beginnings of ids of advisories.
const ADVISORIES: [&str; 8] = ["cve-", "ghsa-", "pysec-", "osv-", "rustsec-", "mal-", "snyk-", "go-2"];

/// Weaknesses that tools name for the same defect. The first number stands for the others.
const FAMILIES: [&[u32]; 13] = [
    &[22, 23, 35, 36],
    &[78, 77],
    &[79, 80, 83],
    &[89, 564],
    &[94, 95, 96],
    &[295, 297, 599],
    &[327, 328],
    &[330, 338],
    &[377, 378, 379],
    &[605, 1327],
    &[611, 827],
    &[776, 409],
    &[798, 259, 321],
];

/// Weaknesses that MITRE itself discourages from being named for a defect, among them what Bandit says of all that handles
/// input or errors.
const VAGUE: [u32; 12] = [20, 74, 200, 284, 398, 435, 664, 691, 693, 703, 707, 710];

impl What {
    /// Of a rule, or of no more than its id.
    pub(super) fn new(id: &str, rule: Option<&Rule>) -> Self {
        let mut what = What::default();
        let within = id.split_once('/').map_or(id, |(_, name)| name);
        let last = id.rsplit('/').next().unwrap_or(id);
        what.add(last, false);
        for alias in rule.into_iter().flat_map(|rule| &rule.aliases) {
            let is_own = alias.eq_ignore_ascii_case(within) || alias.eq_ignore_ascii_case(last);
            what.add(alias, !is_own);
        }
        for &number in rule.into_iter().flat_map(|rule| &rule.cwe) {
            let family = FAMILIES.iter().find(|family| family.contains(&number)).and_then(|family| family.first());
            let weakness = Weakness { family: *family.unwrap_or(&number), is_vague: VAGUE.contains(&number) };
            if !what.weaknesses.contains(&weakness) {
                what.weaknesses.push(weakness);
            }
        }
        what
    }

    fn add(&mut self, name: &str, is_declared: bool) {
        let text = name.to_lowercase();
        if is_advisory(&text) {
            if !self.advisories.contains(&text) {
                self.advisories.push(text);
            }
            return;
        }
        let is_id = is_declared || is_code(&text);
        match self.names.iter_mut().find(|known| known.text == text) {
            Some(known) => known.is_id |= is_id,
            None => self.names.push(Name { text, is_id }),
        }
    }
}

fn is_advisory(text: &str) -> bool {
    let is_listed = ADVISORIES.iter().any(|base| text.starts_with(base));
    is_listed && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Letters, then at least two digits, as the ids of many tools are: `b602`, `ds-126858`.
fn is_code(text: &str) -> bool {
    let digits = text.trim_start_matches(|one: char| one.is_ascii_alphabetic());
    let letters = text.len() - digits.len();
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    (1..=10).contains(&letters) && digits.len() >= 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
