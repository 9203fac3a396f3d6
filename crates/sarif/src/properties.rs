//! Property bags: names and values that SARIF has no place of its own for.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_sarif::sarif::PropertyBag;

/// A bag of named values, without tags.
pub(crate) fn bag<'a>(values: impl IntoIterator<Item = (&'a str, Value)>) -> PropertyBag {
    let additional_properties = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    PropertyBag { tags: None, additional_properties }
}

/// None for an empty bag.
pub(crate) fn unless_empty(bag: PropertyBag) -> Option<PropertyBag> {
    (bag.tags.is_some() || !bag.additional_properties.is_empty()).then_some(bag)
}

/// The pairs that a plugin gave. The values of a name that comes more than once become a list, and those of the name `tags`
/// become tags, which must be a list of different strings.
pub(crate) fn from_pairs(pairs: &[(String, String)]) -> PropertyBag {
    let mut tags = Vec::new();
    let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, value) in pairs {
        match name.as_str() {
            "tags" => tags.push(value.as_str()),
            _ => values.entry(name.clone()).or_default().push(value),
        }
    }
    let one_or_all = |values: Vec<&str>| match values[..] {
        [value] => Value::from(value),
        _ => Value::from(values),
    };
    let additional_properties = values.into_iter().map(|(name, values)| (name, one_or_all(values))).collect();
    PropertyBag { tags: (!tags.is_empty()).then(|| different(tags, usize::MAX)), additional_properties }
}

/// The first `most` different ones of some strings, in their order; empty ones left out.
pub(crate) fn different<'a>(strings: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let new = strings.into_iter().filter(|string| !string.is_empty() && seen.insert(*string));
    new.take(most).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Value {
        let pairs: Vec<_> = pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        serde_json::to_value(from_pairs(&pairs)).unwrap()
    }

    #[test]
    fn a_name_that_comes_twice_keeps_both_values() {
        let bag = pairs(&[("package", "a"), ("alias", "x"), ("alias", "y")]);
        assert_eq!(bag, serde_json::json!({ "alias": ["x", "y"], "package": "a" }));
    }

    #[test]
    fn tags_are_different_strings() {
        assert_eq!(pairs(&[("tags", "a"), ("tags", "b"), ("tags", "a")]), serde_json::json!({ "tags": ["a", "b"] }));
    }
}
