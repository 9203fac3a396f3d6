//! Qualified names, compared without being put together.

/// A qualified name, at most [`Path::CAPACITY`] parts long. A part may hold dots itself, as a module's name does; the part
/// [`Path::CALLED`] stands for what calling the parts before it returns.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    parts: [&'a str; Path::CAPACITY],
    length: usize,
}

impl<'a> Path<'a> {
    /// The most parts that a name may have; longer ones are no name that a rule knows.
    pub const CAPACITY: usize = 8;

    /// The part for the result of a call.
    pub const CALLED: &'static str = "()";

    /// A name of one part.
    #[must_use]
    pub fn new(part: &'a str) -> Self {
        let mut parts = [""; Path::CAPACITY];
        parts[0] = part;
        Path { parts, length: 1 }
    }

    /// With one part more; none if there is no room.
    #[must_use]
    pub fn with(mut self, part: &'a str) -> Option<Self> {
        *self.parts.get_mut(self.length)? = part;
        self.length = self.length.saturating_add(1);
        Some(self)
    }

    /// Its parts.
    #[must_use]
    pub fn parts(&self) -> &[&'a str] {
        self.parts.get(..self.length).unwrap_or_default()
    }

    /// What is behind its last dot.
    #[must_use]
    pub fn last(&self) -> &'a str {
        let last = self.parts().last().copied().unwrap_or_default();
        last.rsplit('.').next().unwrap_or(last)
    }

    /// Whether it is this name, written out.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.rest_of(name).is_some_and(str::is_empty)
    }

    /// What is left of a name after this one, beginning with a dot or a call if it goes on.
    fn rest_of<'n>(&self, name: &'n str) -> Option<&'n str> {
        let mut rest = name;
        for (index, part) in self.parts().iter().enumerate() {
            if index > 0 && *part != Path::CALLED {
                rest = rest.strip_prefix('.')?;
            }
            rest = rest.strip_prefix(part)?;
        }
        Some(rest)
    }
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, part) in self.parts().iter().enumerate() {
            if index > 0 && *part != Path::CALLED {
                formatter.write_str(".")?;
            }
            formatter.write_str(part)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_whole_parts() {
        let path = Path::new("os.path").with("join").unwrap();
        assert!(path.is("os.path.join"));
        assert!(!path.is("os.path.joined") && !path.is("os.path") && !path.is("os.path.join.x"));
        assert_eq!(path.last(), "join");
        assert_eq!(Path::new("os.path").last(), "path");
    }

    #[test]
    fn a_call_needs_no_dot() {
        let path = Path::new("requests").with("Session").and_then(|p| p.with("()")).and_then(|p| p.with("get")).unwrap();
        assert!(path.is("requests.Session().get"));
        assert_eq!(path.to_string(), "requests.Session().get");
    }

    #[test]
    fn is_bounded() {
        let mut path = Some(Path::new("a"));
        for _ in 0..7 {
            path = path.and_then(|path| path.with("b"));
        }
        assert!(path.is_some());
        assert!(path.and_then(|path| path.with("c")).is_none());
    }
}
