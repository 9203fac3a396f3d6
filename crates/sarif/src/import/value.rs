//! Reading JSON that may hold anything.

use serde_json::Value;

/// Bytes of a message, a title, a name: the rest is cut.
pub(crate) const TEXT: usize = 4 << 10;
/// Bytes of a rule's help.
pub(crate) const HELP: usize = 64 << 10;

/// A string that is not blank.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.trim().is_empty())
}

/// The items of an array; none for anything else.
pub(crate) fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A position in an array: SARIF's -1 is none.
pub(crate) fn index(value: &Value, key: &str) -> Option<usize> {
    value.get(key)?.as_u64()?.try_into().ok()
}

/// Whole numbers from 0.
pub(crate) fn number(value: &Value, key: &str) -> Option<u64> {
    value.get(key)?.as_u64()
}

/// The first property of these names, in any case of their letters, of something that has a property bag.
pub(crate) fn property<'a>(value: &'a Value, names: &[&str]) -> Option<&'a Value> {
    let bag = value.get("properties")?.as_object()?;
    names.iter().find_map(|name| {
        let exact = bag.get(*name);
        exact.or_else(|| bag.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
    })
}

/// The tags of something that has a property bag.
pub(crate) fn tags(value: &Value) -> impl Iterator<Item = &str> {
    value.get("properties").map_or(&[][..], |bag| items(bag, "tags")).iter().filter_map(Value::as_str)
}

/// At most so many bytes, whole characters.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// All strings in a value that is at most a list of strings.
pub(crate) fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    list.iter().filter_map(Value::as_str)
}
