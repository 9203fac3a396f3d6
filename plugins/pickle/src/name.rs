//! The name of what a pickle imports.

/// A module and what to take from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    pub module: String,
    /// May hold dots: each then is one step from an object to its attribute. Empty for the module itself.
    pub qualified: String,
}

impl Name {
    pub(crate) fn new(module: &str, qualified: &str) -> Self {
        Name { module: module.to_owned(), qualified: qualified.to_owned() }
    }

    /// As it would be written in Python.
    pub(crate) fn dotted(&self) -> String {
        if self.qualified.is_empty() { self.module.clone() } else { format!("{}.{}", self.module, self.qualified) }
    }

    /// The steps from the module to the object.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &str> {
        self.qualified.split('.').filter(|part| !part.is_empty())
    }

    /// What it is called in the end.
    pub(crate) fn last(&self) -> &str {
        self.parts().last().unwrap_or(&self.module)
    }

    /// The package it comes from.
    pub(crate) fn package(&self) -> &str {
        self.module.split('.').next().unwrap_or_default()
    }

    /// An attribute of it, or a submodule: nothing here tells them apart.
    pub(crate) fn attribute(&self, attribute: &str) -> Self {
        let separator = if self.qualified.is_empty() { "" } else { "." };
        Name { module: self.module.clone(), qualified: format!("{}{separator}{attribute}", self.qualified) }
    }

    /// Whether it is longer than any name that somebody wrote.
    pub(crate) fn is_long(&self) -> bool {
        self.module.len().saturating_add(self.qualified.len()) > 2_048
    }

    /// Whether a module of Python's could be found under it. What is no name cannot be imported, and so ends a pickle, or
    /// shows that there never was one.
    pub(crate) fn is_possible(&self) -> bool {
        let possible = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '<' | '>');
        !self.module.is_empty()
            && !self.qualified.is_empty()
            && self.module.chars().all(possible)
            && self.qualified.chars().all(possible)
    }
}

/// Whether a name is written as those of classes are: `KMeans`, `_Private`.
pub(crate) fn is_class_shaped(name: &str) -> bool {
    name.trim_start_matches('_').chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_told_by_their_first_letter() {
        for (name, class) in [("KMeans", true), ("_Private", true), ("system", false), ("__x", false), ("", false)] {
            assert_eq!(is_class_shaped(name), class, "{name}");
        }
    }

    #[test]
    fn prose_is_no_name() {
        assert!(Name::new("os.path", "join").is_possible());
        assert!(Name::new("pkg", "outer.<locals>.Inner").is_possible());
        assert!(!Name::new("lass Foo:", "    pass").is_possible());
        assert!(!Name::new("", "x").is_possible());
    }
}
