//! The lists of names, as they are compiled in, and how they are looked up.

use crate::name::{Name, is_class_shaped};

/// One file: a name a line, sorted by bytes, with comments that start with `#`.
#[derive(Debug, Clone)]
pub(crate) struct List(Vec<&'static str>);

impl List {
    pub(crate) fn read(text: &'static str) -> Self {
        List(text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect())
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.binary_search(&name).is_ok()
    }

    #[cfg(test)]
    pub(crate) fn names(&self) -> &[&'static str] {
        &self.0
    }
}

/// Names that stand for all that is reached through them.
#[derive(Debug, Clone)]
pub(crate) struct Trees {
    /// Without the `.*` of those that stand for a module.
    names: List,
}

impl Trees {
    pub(crate) fn read(text: &'static str) -> Self {
        let mut names: Vec<_> = List::read(text).0.iter().map(|name| name.strip_suffix(".*").unwrap_or(name)).collect();
        // Without their ends names sort differently.
        names.sort_unstable();
        Trees { names: List(names) }
    }

    /// How many parts the longest name has that `dotted` is or is reached through; none if there is none.
    pub(crate) fn covers(&self, dotted: &str) -> Option<usize> {
        let ends = dotted.match_indices('.').map(|(end, _)| end).chain([dotted.len()]);
        let covering =
            ends.enumerate().filter(|&(_, end)| dotted.get(..end).is_some_and(|start| self.names.contains(start)));
        covering.last().map(|(parts, _)| parts + 1)
    }
}

/// Names that are harmless.
#[derive(Debug, Clone)]
pub(crate) struct Safe {
    exact: List,
    /// Packages of which all that is written like a class is a type.
    packages: Trees,
}

impl Safe {
    pub(crate) fn read(text: &'static str) -> Self {
        let (packages, exact): (Vec<_>, Vec<_>) = List::read(text).0.into_iter().partition(|name| name.ends_with(".**"));
        let mut packages: Vec<_> = packages.into_iter().map(|name| name.trim_end_matches(".**")).collect();
        packages.sort_unstable();
        Safe { exact: List(exact), packages: Trees { names: List(packages) } }
    }

    /// How closely `name` is covered: more than [`Trees::covers`] says of the same name where it is listed itself.
    pub(crate) fn covers(&self, name: &Name) -> Option<usize> {
        let dotted = name.dotted();
        if self.exact.contains(&dotted) {
            return Some(usize::MAX);
        }
        let class = name.parts().all(is_class_shaped);
        if class { self.packages.covers(&name.module) } else { None }
    }
}

/// Patterns with at most one `*`.
#[derive(Debug, Clone)]
pub(crate) struct Patterns(List);

impl Patterns {
    pub(crate) fn read(text: &'static str) -> Self {
        Patterns(List::read(text))
    }

    pub(crate) fn fits(&self, name: &str) -> bool {
        self.0.0.iter().any(|pattern| match pattern.split_once('*') {
            Some((start, end)) => name.strip_prefix(start).is_some_and(|rest| rest.ends_with(end)),
            None => *pattern == name,
        })
    }
}

/// What the unpickler puts in the place of Python 2's names.
#[derive(Debug, Clone)]
pub(crate) struct Renames(Vec<(&'static str, &'static str)>);

impl Renames {
    pub(crate) fn read(text: &'static str) -> Self {
        Renames(List::read(text).0.iter().filter_map(|line| line.split_once(" = ")).collect())
    }

    pub(crate) fn get(&self, old: &str) -> Option<&'static str> {
        let index = self.0.binary_search_by_key(&old, |&(from, _)| from).ok()?;
        self.0.get(index).map(|&(_, to)| to)
    }
}

/// All of them.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    pub critical: Trees,
    pub high: Trees,
    pub safe: Safe,
    /// Names that are dangerous through whichever module.
    pub anywhere: List,
    pub reconstructors: Patterns,
    pub standard_library: List,
    pub renamed_modules: Renames,
    pub renamed_names: Renames,
}

impl Lists {
    pub(crate) fn read() -> Self {
        Lists {
            critical: Trees::read(include_str!("critical.txt")),
            high: Trees::read(include_str!("high.txt")),
            safe: Safe::read(include_str!("safe.txt")),
            anywhere: List::read(include_str!("anywhere.txt")),
            reconstructors: Patterns::read(include_str!("reconstructors.txt")),
            standard_library: List::read(include_str!("stdlib.txt")),
            renamed_modules: Renames::read(include_str!("python2_modules.txt")),
            renamed_names: Renames::read(include_str!("python2_names.txt")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const ALL: [(&str, &str); 8] = [
        ("critical", include_str!("critical.txt")),
        ("high", include_str!("high.txt")),
        ("safe", include_str!("safe.txt")),
        ("anywhere", include_str!("anywhere.txt")),
        ("reconstructors", include_str!("reconstructors.txt")),
        ("stdlib", include_str!("stdlib.txt")),
        ("python2_modules", include_str!("python2_modules.txt")),
        ("python2_names", include_str!("python2_names.txt")),
    ];

    #[test]
    fn lists_are_sorted_and_say_nothing_twice() {
        for (file, text) in ALL {
            let list = List::read(text);
            assert!(!list.names().is_empty(), "{file}");
            for pair in list.names().windows(2) {
                assert!(pair[0] < pair[1], "{file}: {} before {}", pair[0], pair[1]);
            }
            assert!(text.starts_with("# "), "{file} says what it is");
            assert!(list.names().iter().all(|name| name.trim() == *name), "{file}: spaces");
        }
    }

    #[test]
    fn no_name_is_covered_twice() {
        let names = |text| List::read(text).names().iter().map(|name| name.trim_end_matches(".*")).collect::<BTreeSet<_>>();
        let critical = names(include_str!("critical.txt"));
        let high = names(include_str!("high.txt"));
        assert_eq!(critical.intersection(&high).collect::<Vec<_>>(), Vec::<&&str>::new());
        let safe = names(include_str!("safe.txt"));
        let both: Vec<_> = safe.iter().filter(|name| critical.contains(*name) || high.contains(*name)).collect();
        assert_eq!(both, Vec::<&&str>::new(), "named as harmless and as dangerous");
    }

    #[test]
    fn a_tree_covers_what_is_reached_through_it_and_nothing_else() {
        let trees = Trees::read("a.b\nos.*\n");
        assert_eq!(trees.covers("os.system"), Some(1));
        assert_eq!(trees.covers("os.path.join"), Some(1));
        assert_eq!(trees.covers("a.b"), Some(2));
        assert_eq!(trees.covers("a.b.__call__"), Some(2));
        assert_eq!(trees.covers("a"), None);
        assert_eq!(trees.covers("osmnx.graph"), None, "not a prefix of letters");
    }
}
