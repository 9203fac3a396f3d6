//! Members' names, which are hostile, as paths.

use std::collections::HashMap;

/// Bytes of a name that are kept; longer ones are cut in the middle, so that the ending stays.
const LENGTH: usize = 1024;

/// Gives each member of an archive a path of its own.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The paths given, and how often each was asked for.
    given: HashMap<String, u64>,
}

impl Names {
    /// The path of a member: of one whose name was there before, with a number in front. `backslash`: whether that divides parts.
    pub(super) fn give(&mut self, raw: &[u8], backslash: bool) -> String {
        let name = normal(raw, backslash);
        let count = self.given.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 {
            return name;
        }
        // Ends: each number is tried once for a name, and of the names given there are finitely many.
        loop {
            let count = self.given.entry(name.clone()).or_insert(1);
            let numbered = format!("({count})/{name}");
            if !self.given.contains_key(&numbered) {
                self.given.insert(numbered.clone(), 1);
                return numbered;
            }
            *self.given.entry(name.clone()).or_insert(1) += 1;
        }
    }
}

/// A name as a path below the archive: nothing of it is lost but what would lead out of it.
pub(super) fn normal(raw: &[u8], backslash: bool) -> String {
    let mut text = String::with_capacity(raw.len());
    for chunk in raw.utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                '\0' => text.push_str("\\0"),
                '\\' if backslash => text.push('/'),
                char => text.push(char),
            }
        }
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    let parts: Vec<String> = text.split('/').filter(|part| !matches!(*part, "" | ".")).map(part).collect();
    if parts.is_empty() { "(no name)".to_owned() } else { cut(&parts.join("/")) }
}

/// A part that neither leads upwards nor reads as the end of an archive's own path.
fn part(part: &str) -> String {
    match part.strip_suffix('!') {
        Some(rest) => format!("{rest}(!)"),
        None if part == ".." => "(..)".to_owned(),
        None => part.to_owned(),
    }
}

/// Cuts what is too long, and says how much that was.
fn cut(name: &str) -> String {
    if name.len() <= LENGTH {
        return name.to_owned();
    }
    let head = name.floor_char_boundary(LENGTH / 2);
    let tail = name.ceil_char_boundary(name.len() - LENGTH / 2);
    format!("{}(and {} bytes){}", &name[..head], tail - head, &name[tail..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secws_model::RepoPath;

    use super::*;

    fn given(raw: &[u8]) -> String {
        Names::default().give(raw, true)
    }

    #[test]
    fn names_lead_nowhere_else() {
        assert_eq!(given(b"/etc/passwd"), "etc/passwd");
        assert_eq!(given(b"../../x.py"), "(..)/(..)/x.py");
        assert_eq!(given(b"a\\..\\b"), "a/(..)/b");
        assert_eq!(given(b"./a//b/./c"), "a/b/c");
        assert_eq!(given(b"a\0b"), "a\\0b");
        assert_eq!(given(b"a\x07b"), "a\x07b");
        assert_eq!(given(b"x\xff.py"), "x\\xff.py");
        assert_eq!(given(b"b.zip!/c"), "b.zip(!)/c");
        assert_eq!(given(b""), "(no name)");
        assert_eq!(Names::default().give(b"a\\b", false), "a\\b");
    }

    #[test]
    fn long_names_keep_their_ending() {
        let name = given(format!("{}.py", "a/b".repeat(30_000)).as_bytes());
        assert!(name.len() < LENGTH + 40 && name.ends_with(".py") && name.contains("(and 88979 bytes)"), "{name}");
    }

    #[test]
    fn equal_names_are_numbered() {
        let mut names = Names::default();
        let all: Vec<String> =
            ["a", "(2)/a", "a", "./a", "(2)/a"].iter().map(|name| names.give(name.as_bytes(), true)).collect();
        assert_eq!(all, ["a", "(2)/a", "(3)/a", "(4)/a", "(2)/(2)/a"]);
    }

    proptest! {
        #[test]
        fn every_name_becomes_a_normal_path_of_its_own(
            raw in prop::collection::vec(prop::collection::vec(prop_oneof![Just(b'/'), Just(b'.'), Just(b'!'), Just(b'\\'), any::<u8>()], 0..12), 0..40),
            backslash: bool,
        ) {
            let mut names = Names::default();
            let given: Vec<String> = raw.iter().map(|name| names.give(name, backslash)).collect();
            for name in &given {
                prop_assert!(RepoPath::is_normal(&format!("a.zip!/{name}")), "{name:?}");
                prop_assert!(!name.contains("!/"), "{name:?}");
            }
            let different: std::collections::HashSet<&String> = given.iter().collect();
            prop_assert_eq!(different.len(), given.len());
        }
    }
}
