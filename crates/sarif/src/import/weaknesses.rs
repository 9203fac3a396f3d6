//! What a rule of another tool is about: weaknesses by number, and ids that mean the same elsewhere.

use serde_json::Value;

use super::value::{items, property, strings, tags, text};

/// Weaknesses of one rule, and aliases of one rule.
pub(crate) const MOST: usize = 20;

/// Numbers of CWE, in the order in which they are named: by tags, by properties, by relations to a taxonomy, and by links to
/// MITRE's pages in the help (where Ruff has them).
pub(crate) fn weaknesses(rule: &Value, result: &Value) -> Vec<u32> {
    let mut numbers = Vec::new();
    for value in [result, rule] {
        let named = property(value, &["cwe", "cwes", "issue_cwe", "cwe_ids", "cweids"]);
        let bare = named.into_iter().flat_map(|named| named.as_array().map_or(std::slice::from_ref(named), Vec::as_slice));
        let bare = bare.filter_map(|one| one.get("id").unwrap_or(one).as_u64()?.try_into().ok());
        let texts = tags(value).chain(named.into_iter().flat_map(strings));
        numbers.extend(texts.flat_map(numbers_behind_cwe).chain(bare));
    }
    let related = items(rule, "relationships").iter().filter_map(|relation| relation.get("target"));
    numbers.extend(related.chain(items(result, "taxa")).filter_map(taxon));
    if numbers.is_empty() {
        numbers.extend(pages(rule));
    }
    let mut seen = std::collections::BTreeSet::new();
    numbers.retain(|number| (1..100_000).contains(number) && seen.insert(*number));
    numbers.truncate(MOST);
    numbers
}

/// `79` of `CWE-79: Cross-site scripting`, `external/cwe/cwe-079`, `cwe:79`.
fn numbers_behind_cwe(text: &str) -> Vec<u32> {
    let lower = text.to_ascii_lowercase();
    let behind = lower.match_indices("cwe").filter_map(|(at, _)| {
        let rest = lower[at + 3..].trim_start_matches(['-', ':', '_', ' ']);
        leading_number(rest)
    });
    behind.collect()
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

fn taxon(target: &Value) -> Option<u32> {
    let id = text(target, "id")?;
    let taxonomy = target.get("toolComponent").and_then(|component| text(component, "name"));
    let of_cwe = taxonomy.is_some_and(|name| name.eq_ignore_ascii_case("cwe"));
    numbers_behind_cwe(id).first().copied().or_else(|| leading_number(id).filter(|_| of_cwe))
}

fn pages(rule: &Value) -> Vec<u32> {
    const PAGE: &str = "cwe.mitre.org/data/definitions/";
    let help = ["help", "fullDescription"].into_iter().filter_map(|key| rule.get(key));
    let texts = help.flat_map(|help| ["markdown", "text"].into_iter().filter_map(|form| text(help, form)));
    let texts = texts.chain(text(rule, "helpUri"));
    texts.flat_map(|text| text.match_indices(PAGE).filter_map(|(at, _)| leading_number(&text[at + PAGE.len()..]))).collect()
}

/// The rule's own id, what it says it is also called, and the advisories that it names in its id, its name and its properties.
/// Ruff's rules of `flake8-bandit` kept the numbers that Bandit gave them, so `S602` is also `B602`.
pub(crate) fn aliases(id: &str, rule: &Value, driver: &str) -> Vec<String> {
    let mut aliases = vec![id.to_owned()];
    if driver.eq_ignore_ascii_case("ruff") && id.len() == 4 {
        let number = id.strip_prefix('S').filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        aliases.extend(number.map(|number| format!("B{number}")));
    }
    let also = property(rule, &["aliases"]).into_iter().flat_map(strings);
    let also = also.chain(items(rule, "deprecatedIds").iter().filter_map(Value::as_str));
    aliases.extend(also.filter(|alias| !alias.trim().is_empty() && alias.len() <= 128).map(str::to_owned));
    let bag = rule.get("properties").and_then(Value::as_object);
    let values = bag.into_iter().flat_map(|bag| bag.values()).flat_map(strings);
    let texts = text(rule, "name").into_iter().chain([id]).chain(values);
    aliases.extend(texts.flat_map(advisories));
    let mut seen = std::collections::BTreeSet::new();
    aliases.retain(|alias| seen.insert(alias.to_ascii_lowercase()));
    aliases.truncate(MOST);
    aliases
}

/// Ids of advisories in a text: `CVE-2018-18074` of `CVE-2018-18074-requests`.
fn advisories(text: &str) -> Vec<String> {
    const BASES: [&str; 7] = ["CVE-", "GHSA-", "PYSEC-", "OSV-", "RUSTSEC-", "MAL-", "GO-"];
    if text.len() > 512 {
        return Vec::new();
    }
    let upper = text.to_ascii_uppercase();
    let found = BASES.iter().flat_map(|base| {
        let at = upper.match_indices(base).map(|(at, _)| at);
        let alone = at.filter(|&at| at == 0 || !upper.as_bytes()[at - 1].is_ascii_alphanumeric());
        alone.filter_map(|at| advisory(&text[at..], base.len()).map(str::to_owned)).collect::<Vec<_>>()
    });
    found.collect()
}

/// The id that a text starts with: `GHSA-` and three groups of four, or a year and a number.
fn advisory(text: &str, base: usize) -> Option<&str> {
    let ghsa = base == "GHSA-".len() && text.get(..base)?.eq_ignore_ascii_case("GHSA-");
    let mut end = base;
    let mut groups = 0;
    for group in text.get(base..)?.split('-').take(if ghsa { 3 } else { 2 }) {
        let is_part = |byte: u8| if ghsa { byte.is_ascii_alphanumeric() } else { byte.is_ascii_digit() };
        let length = group.bytes().take_while(|&byte| is_part(byte)).count();
        let fits = if ghsa { length == 4 } else { length > 0 };
        if !fits {
            return None;
        }
        end += length + usize::from(groups > 0);
        groups += 1;
        if length < group.len() {
            break;
        }
    }
    (groups == if ghsa { 3 } else { 2 }).then(|| text.get(..end)).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn weaknesses_are_found_where_tools_name_them() {
        let of = |rule: Value| weaknesses(&rule, &Value::Null);
        assert_eq!(
            of(json!({ "properties": { "tags": ["security", "external/cwe/cwe-079", "external/cwe/cwe-116"] } })),
            [79, 116]
        );
        assert_eq!(of(json!({ "properties": { "tags": ["CWE-78: Improper Neutralization", "CWE-78"] } })), [78]);
        assert_eq!(of(json!({ "properties": { "cwe": ["CWE-400"] } })), [400]);
        assert_eq!(of(json!({ "properties": { "issue_cwe": { "id": 502 } } })), [502]);
        let target = json!({ "target": { "id": "327", "toolComponent": { "name": "CWE" } } });
        assert_eq!(of(json!({ "relationships": [target] })), [327]);
        let page = json!({ "fullDescription": { "text": "- [CWE-295](https://cwe.mitre.org/data/definitions/295.html)" } });
        assert_eq!(of(page), [295]);
        assert_eq!(weaknesses(&Value::Null, &json!({ "taxa": [{ "id": "CWE-89" }, { "id": "89" }] })), [89]);
        assert!(of(json!({ "properties": { "tags": ["cwe", "cwe-x", "cwe-0", "cwe-99999999999"] } })).is_empty());
    }

    #[test]
    fn a_rule_is_known_by_the_ids_it_names() {
        assert_eq!(aliases("S602", &json!({}), "ruff"), ["S602", "B602"]);
        assert_eq!(aliases("SIM102", &json!({}), "ruff"), ["SIM102"]);
        assert_eq!(aliases("S602", &json!({}), "Other"), ["S602"]);
        let grype = json!({ "name": "PythonMatcherExactDirectMatch" });
        assert_eq!(
            aliases("GHSA-x84v-xcm2-53pg-requests", &grype, "Grype"),
            ["GHSA-x84v-xcm2-53pg-requests", "GHSA-x84v-xcm2-53pg"]
        );
        let osv = json!({ "deprecatedIds": ["CVE-2018-18074", "PYSEC-2018-28"] });
        assert_eq!(aliases("CVE-2018-18074", &osv, "osv-scanner"), ["CVE-2018-18074", "PYSEC-2018-28"]);
        assert!(advisories("CVE-20x GHSA-1 XCVE-2020-1 CVE-é").is_empty());
        assert_eq!(advisories("see cve-2020-1, GO-2021-0113."), ["cve-2020-1", "GO-2021-0113"]);
    }
}
