//! The version at which a range starts or ends. Some in the data are no versions of PEP 440.

use std::cmp::Ordering;

use pep440_rs::Version;

use super::version::{parse, public};

/// A bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// `0`: before every version.
    Start,
    /// A version, without its local part.
    Exact(Version),
    /// Only the first numbers of a version could be read, so that it cannot be compared with one that has the same.
    Roughly(Vec<u64>),
    /// Nothing could be read.
    Unknown,
}

impl Bound {
    /// Reads a bound.
    pub fn new(raw: &str) -> Self {
        let raw = raw.trim();
        if raw == "0" {
            return Bound::Start;
        }
        match parse(raw).or_else(|| parse(without_suffix(raw)?)) {
            Some(version) => Bound::Exact(public(version)),
            None => {
                let numbers = first_numbers(raw);
                // A single number may be the year of a date, which others write as `20240121`.
                if numbers.len() < 2 { Bound::Unknown } else { Bound::Roughly(numbers) }
            }
        }
    }

    /// How a version compares with this bound; none if that cannot be told.
    pub fn compare(&self, version: &Version) -> Option<Ordering> {
        match self {
            Bound::Start => Some(Ordering::Greater),
            Bound::Exact(bound) => Some(version.cmp(bound)),
            Bound::Roughly(_) if version.epoch() > 0 => Some(Ordering::Greater),
            Bound::Roughly(numbers) => {
                let release = version.release().iter().copied().chain(std::iter::repeat(0));
                let order = release.zip(numbers).map(|(ours, theirs)| ours.cmp(theirs)).find(|order| order.is_ne());
                order.filter(|order| order.is_ne())
            }
            Bound::Unknown => None,
        }
    }

    /// The version, if it is one.
    pub fn exact(&self) -> Option<&Version> {
        if let Bound::Exact(version) = self { Some(version) } else { None }
    }

    /// The version that stands for it where bounds are put in order.
    pub fn order(&self) -> (u8, Option<Version>) {
        match self {
            Bound::Start => (0, None),
            Bound::Exact(version) => (1, Some(version.clone())),
            Bound::Roughly(numbers) => (1, Some(Version::new(numbers.iter().copied()))),
            Bound::Unknown => (2, None),
        }
    }
}

/// What two data sets hang onto versions: `2.9.0-NA`, `2.6.0-cu124`.
fn without_suffix(raw: &str) -> Option<&str> {
    let (version, suffix) = raw.rsplit_once('-')?;
    let cuda =
        suffix.strip_prefix("cu").is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()));
    (suffix == "NA" || cuda).then_some(version)
}

fn first_numbers(raw: &str) -> Vec<u64> {
    let mut numbers = Vec::new();
    for part in raw.trim_start_matches(['v', 'V']).split('.') {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let Some(Ok(number)) = part.get(..digits).map(str::parse) else { break };
        numbers.push(number);
        if digits < part.len() {
            break;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(bound: &str, version: &str) -> Option<Ordering> {
        Bound::new(bound).compare(&parse(version).unwrap())
    }

    #[test]
    fn bounds_order_as_pep_440_does() {
        for (bound, version, wanted) in [
            ("0", "0.dev0", Ordering::Greater),
            ("1.0", "1.0.0", Ordering::Equal),
            ("2022.12.07", "2022.12.7", Ordering::Equal),
            ("4.2", "4.2rc1", Ordering::Less),
            ("1.0", "1.0.post1", Ordering::Greater),
            ("2.0", "1!1.0", Ordering::Greater),
            ("2.9.0-NA", "2.9.0", Ordering::Equal),
            ("2.6.0-cu124", "2.6.0", Ordering::Equal),
        ] {
            assert_eq!(order(bound, version), Some(wanted), "{bound} {version}");
        }
    }

    #[test]
    fn bounds_that_are_no_versions_decide_what_they_can() {
        for (bound, version, wanted) in [
            ("0.2.0-n653", "0.1.9", Some(Ordering::Less)),
            ("0.2.0-n653", "0.3", Some(Ordering::Greater)),
            ("0.2.0-n653", "0.2", None),
            ("0.2.0-n653", "0.2.0.1", None),
            ("0.2.0-alpha\\.33", "0.2.0a34", None),
            ("2019-09-12", "20200101", None),
            ("2019-09-12", "2019.10", None),
            ("4.6.0.stable11", "4.6.1", Some(Ordering::Greater)),
            ("nonsense", "1.0", None),
        ] {
            assert_eq!(order(bound, version), wanted, "{bound} {version}");
        }
    }
}
