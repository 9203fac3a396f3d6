//! The two small languages of string templates: `%s` and `{}`.

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Stands as it is.
    Literal(String),
    /// The next value.
    Next,
    /// The next value, written as a number.
    Number,
    /// The value at a position.
    Position(usize),
    /// The value of a name.
    Named(String),
}

/// More slots than this are cut off.
const MAX_SLOTS: usize = 256;

/// Whether a format specification is one for numbers only.
#[must_use]
pub fn is_numeric(specification: &str) -> bool {
    specification.ends_with(['d', 'b', 'o', 'x', 'X', 'e', 'E', 'f', 'F', 'g', 'G', 'n', '%'])
}

/// The slots of `"… %s …" % values`.
#[must_use]
pub fn percent(template: &str) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut rest = template;
    while let Some((literal, behind)) = rest.split_once('%') {
        if slots.len() > MAX_SLOTS {
            return slots;
        }
        push_literal(&mut slots, literal);
        rest = percent_slot(behind, &mut slots);
    }
    push_literal(&mut slots, rest);
    slots
}

/// Reads what follows a `%` and returns what follows that.
fn percent_slot<'t>(behind: &'t str, slots: &mut Vec<Slot>) -> &'t str {
    if let Some(rest) = behind.strip_prefix('%') {
        push_literal(slots, "%");
        return rest;
    }
    let (name, rest) = match behind.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some((name, rest)) => (Some(name), rest),
        None => (None, behind),
    };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "#+- .*hlL".contains(c));
    let mut letters = rest.chars();
    let conversion = letters.next();
    slots.push(match (name, conversion) {
        (_, Some('d' | 'i' | 'u' | 'f' | 'F' | 'x' | 'X' | 'o' | 'e' | 'E' | 'g' | 'G')) => Slot::Number,
        (Some(name), _) => Slot::Named(name.to_owned()),
        (None, Some('s' | 'r' | 'a' | 'c')) => Slot::Next,
        // Not a slot, so perhaps not a template at all.
        (None, _) => {
            push_literal(slots, "%");
            return behind;
        }
    });
    letters.as_str()
}

/// The slots of `"… {} …".format(…)`.
#[must_use]
pub fn braces(template: &str) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        if slots.len() > MAX_SLOTS {
            return slots;
        }
        let (literal, behind) = rest.split_at(at);
        push_literal(&mut slots, literal);
        if let Some(escaped) = behind.strip_prefix("{{").or_else(|| behind.strip_prefix("}}")) {
            push_literal(&mut slots, behind.get(..1).unwrap_or_default());
            rest = escaped;
            continue;
        }
        let inner = behind.get(1..).unwrap_or_default();
        let Some((field, after)) = inner.split_once('}').filter(|_| behind.starts_with('{')) else {
            rest = inner;
            continue;
        };
        slots.push(brace_slot(field));
        rest = after;
    }
    push_literal(&mut slots, rest);
    slots
}

fn brace_slot(field: &str) -> Slot {
    let (name, specification) = field.split_once(':').unwrap_or((field, ""));
    let name = name.split('!').next().unwrap_or_default();
    let name = name.split(['.', '[']).next().unwrap_or_default();
    if name.is_empty() {
        return if is_numeric(specification) { Slot::Number } else { Slot::Next };
    }
    name.parse().map_or_else(|_| Slot::Named(name.to_owned()), Slot::Position)
}

fn push_literal(slots: &mut Vec<Slot>, literal: &str) {
    match slots.last_mut() {
        _ if literal.is_empty() => {}
        Some(Slot::Literal(last)) => last.push_str(literal),
        _ => slots.push(Slot::Literal(literal.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Slot {
        Slot::Literal(text.to_owned())
    }

    #[test]
    fn percent_templates() {
        assert_eq!(percent("a %s b"), [literal("a "), Slot::Next, literal(" b")]);
        assert_eq!(percent("%5.2f%%"), [Slot::Number, literal("%")]);
        assert_eq!(percent("%(who)s"), [Slot::Named("who".to_owned())]);
        assert_eq!(percent("100%"), [literal("100%")]);
        assert_eq!(percent("LIKE '%é'"), [literal("LIKE '%é'")]);
    }

    #[test]
    fn brace_templates() {
        assert_eq!(braces("a {} {{b}}"), [literal("a "), Slot::Next, literal(" {b}")]);
        assert_eq!(braces("{0}{x.y!r:>5}"), [Slot::Position(0), Slot::Named("x".to_owned())]);
        assert_eq!(braces("{:05d}{"), [Slot::Number]);
    }
}
