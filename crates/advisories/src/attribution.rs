//! Whose work the advisories are, told from the prefix of their ids.

/// Prefix, and who is to be named under which licence wherever the data goes.
const KNOWN: &[(&str, &str)] = &[
    ("GHSA", "GitHub Advisory Database, CC-BY 4.0"),
    ("GO", "Go Vulnerability Database, CC-BY 4.0"),
    ("MAL", "OpenSSF Malicious Packages, Apache-2.0"),
    ("PYSEC", "Python Packaging Advisory Database (PyPA), CC-BY 4.0, converted from YAML to JSON"),
    ("RUSTSEC", "RustSec Advisory Database, CC0 1.0 and CC-BY 4.0"),
];

/// The attributions due for advisories with these prefixes.
pub(crate) fn of<'a>(prefixes: impl Iterator<Item = &'a String>) -> Vec<String> {
    let known = |prefix: &String| KNOWN.iter().find(|(name, _)| name == prefix);
    prefixes.filter_map(known).map(|(_, attribution)| (*attribution).to_owned()).collect()
}

/// The prefix of an id: what comes before its first `-`.
pub(crate) fn prefix(id: &str) -> &str {
    id.split('-').next().unwrap_or(id)
}
