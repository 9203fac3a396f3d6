//! A requirement as PEP 508 writes it: `name[extra] >=1, <2 ; marker` or `name @ address ; marker`.

use std::ops::Range;
use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};

use crate::names;

/// A requirement, by the places of its parts in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The name.
    pub name: Range<usize>,
    /// What is asked for.
    pub wanted: Wanted,
    /// The condition, without blanks around it.
    pub marker: Option<Range<usize>>,
    /// Where name and version end, before any marker.
    pub end: usize,
}

/// What a requirement asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// One version, which need not be one of PEP 440.
    Version(Range<usize>),
    /// Any version that fits; in the normal form of PEP 440, empty for all.
    Range(String),
    /// What is at an address.
    Address(Range<usize>),
}

/// Where a text is no requirement, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// In the text, in bytes.
    pub at: usize,
    /// A clause that follows "since".
    pub why: &'static str,
}

/// Reads a requirement.
///
/// # Errors
/// The first thing in it that PEP 508 does not allow.
pub fn parse(text: &str) -> Result<Requirement, Problem> {
    let mut cursor = Cursor { text, at: 0 };
    cursor.blanks();
    let name = cursor.name()?;
    cursor.blanks();
    cursor.extras()?;
    let mut end = cursor.at;
    cursor.blanks();
    let wanted = if cursor.eat('@') {
        cursor.blanks();
        let address = cursor.span(|c| !c.is_whitespace());
        if address.is_empty() {
            return Err(cursor.problem("an address must follow `@`"));
        }
        end = address.end;
        Wanted::Address(address)
    } else {
        let clauses = cursor.clauses()?;
        end = clauses.last().map_or(end, |clause| clause.version.end);
        wanted(text, &clauses)?
    };
    let marker = cursor.marker()?;
    Ok(Requirement { name, wanted, marker, end })
}

/// An operator and a version.
#[derive(Debug)]
struct Clause<'t> {
    operator: &'t str,
    version: Range<usize>,
}

/// The longest first, so that none hides another.
const OPERATORS: [&str; 8] = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"];

fn wanted(text: &str, clauses: &[Clause<'_>]) -> Result<Wanted, Problem> {
    let version = |clause: &Clause<'_>| text.get(clause.version.clone()).unwrap_or_default();
    if let [only] = clauses
        && (only.operator == "===" || only.operator == "==" && !version(only).ends_with('*'))
    {
        return Ok(Wanted::Version(only.version.clone()));
    }
    let mut specifiers = Vec::with_capacity(clauses.len());
    for clause in clauses {
        let said = format!("{}{}", clause.operator, version(clause));
        if VersionSpecifiers::from_str(&said).is_err() {
            return Err(Problem { at: clause.version.start, why: "PEP 440 does not allow this version here" });
        }
        specifiers.push(said);
    }
    // Of `==1.0,!=2`, the first part alone says which one it is.
    let exact = clauses.iter().find(|clause| clause.operator == "==" && !version(clause).ends_with('*'));
    if let Some(exact) = exact
        && let (Ok(all), Ok(one)) = (VersionSpecifiers::from_str(&specifiers.join(",")), Version::from_str(version(exact)))
        && all.contains(&one)
    {
        return Ok(Wanted::Version(exact.version.clone()));
    }
    Ok(Wanted::Range(specifiers.join(",")))
}

const NAME: &str = "a name starts and ends with a letter or digit";

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn problem(&self, why: &'static str) -> Problem {
        Problem { at: self.at, why }
    }

    /// Goes on as long as a character is wanted.
    fn span(&mut self, wanted: impl Fn(char) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at = start.saturating_add(length);
        start..self.at
    }

    fn blanks(&mut self) {
        self.span(char::is_whitespace);
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at = self.at.saturating_add(wanted.len_utf8());
        }
        found
    }

    fn name(&mut self) -> Result<Range<usize>, Problem> {
        let start = self.at;
        let span = self.span(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if names::is_valid(self.text.get(span.clone()).unwrap_or_default()) {
            Ok(span)
        } else {
            Err(Problem { at: start, why: NAME })
        }
    }

    fn extras(&mut self) -> Result<(), Problem> {
        if !self.eat('[') {
            return Ok(());
        }
        self.blanks();
        while !self.eat(']') {
            self.name()?;
            self.blanks();
            if !self.eat(',') && !self.rest().starts_with(']') {
                return Err(self.problem("a `]` is missing"));
            }
            self.blanks();
        }
        Ok(())
    }

    fn clauses(&mut self) -> Result<Vec<Clause<'t>>, Problem> {
        let parenthesis = self.eat('(');
        let mut clauses = Vec::new();
        loop {
            self.blanks();
            let rest = self.rest();
            let Some(operator) =
                OPERATORS.iter().find_map(|operator| rest.get(..operator.len()).filter(|start| start == operator))
            else {
                break;
            };
            self.at = self.at.saturating_add(operator.len());
            self.blanks();
            let version = if operator == "===" {
                self.span(|c| !c.is_whitespace() && !matches!(c, ';' | ')' | ','))
            } else {
                self.span(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '!' | '-' | '_' | '*'))
            };
            if version.is_empty() {
                return Err(self.problem("a version must follow the operator"));
            }
            clauses.push(Clause { operator, version });
            self.blanks();
            if !self.eat(',') {
                break;
            }
        }
        if parenthesis && !self.eat(')') {
            return Err(self.problem("a `)` is missing"));
        }
        Ok(clauses)
    }

    fn marker(&mut self) -> Result<Option<Range<usize>>, Problem> {
        self.blanks();
        if self.rest().is_empty() {
            return Ok(None);
        }
        if !self.eat(';') {
            return Err(self.problem("neither a version nor a `;` and a marker follows"));
        }
        self.blanks();
        let length = self.rest().trim_end().len();
        Ok((length > 0).then(|| self.at..self.at.saturating_add(length)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (String, String) {
        let requirement = parse(text).unwrap();
        let wanted = match requirement.wanted {
            Wanted::Version(version) => format!("is {}", &text[version]),
            Wanted::Range(range) => range,
            Wanted::Address(address) => format!("at {}", &text[address]),
        };
        let marker = requirement.marker.map_or(String::new(), |marker| format!(" if {}", &text[marker]));
        (text[requirement.name].to_owned(), format!("{wanted}{marker}"))
    }

    #[test]
    fn all_forms_of_pep_508_are_read() {
        for (text, wanted) in [
            ("a", ""),
            ("a==1.0", "is 1.0"),
            ("a == 1.0", "is 1.0"),
            ("a===weird!!", "is weird!!"),
            ("a (>=1, <2)", ">=1,<2"),
            ("a [x, y] ~= 1.4 ; python_version < '3'", "~=1.4 if python_version < '3'"),
            ("a[x]==1.*", "==1.*"),
            ("a==1.0,!=2", "is 1.0"),
            ("a>=1,", ">=1"),
            ("a==1.0,==2.0", "==1.0,==2.0"),
            ("a @ https://h/a;b ; os_name == 'nt'", "at https://h/a;b if os_name == 'nt'"),
            ("a@git+https://h/r@v1#egg=a", "at git+https://h/r@v1#egg=a"),
            ("a==1!2.0+local.1", "is 1!2.0+local.1"),
        ] {
            assert_eq!(read(text), ("a".to_owned(), wanted.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_requirement_says_where() {
        for (text, at) in [
            ("", 0),
            ("-e .", 0),
            ("a b", 2),
            ("a[x", 3),
            ("a==", 3),
            ("a>=1.0.*", 3),
            ("a @ ", 4),
            ("a (>=1", 6),
            ("é", 0),
            ("a>=1;x\0>", 99),
        ] {
            let found = parse(text).map_err(|problem| problem.at);
            assert_eq!(found.err().unwrap_or(99), at, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        /// Another parser of the same standard reads the same name and range.
        #[test]
        fn an_independent_parser_agrees(name in prop::sample::select(vec!["a", "A.b", "c_d-1"]), parts in prop::collection::vec(prop::sample::select(vec![
            " ", "[", "a", "x", ",", "]", "==", ">=", "<", "!=", "~=", "1.0", "2", "1.*", "1!2", "1.0+l.1", "0rc1", " ", "(", ")", ";", "os_name == 'nt'",
        ]), 0..9)) {
            let text = format!("{name}{}", parts.concat());
            // It panics at names that end in a separator.
            prop_assume!(parse(&text).map_or_else(|problem| problem.why != NAME, |_| true));
            let theirs = pep508_rs::Requirement::<pep508_rs::VerbatimUrl>::from_str(&text);
            match (parse(&text), theirs) {
                (Ok(ours), Ok(theirs)) => {
                    prop_assert_eq!(names::normalize(&text[ours.name.clone()]), theirs.name.to_string());
                    let specifiers = match theirs.version_or_url {
                        Some(pep508_rs::VersionOrUrl::VersionSpecifier(specifiers)) => specifiers,
                        _ => VersionSpecifiers::empty(),
                    };
                    match ours.wanted {
                        Wanted::Range(range) => prop_assert_eq!(VersionSpecifiers::from_str(&range).unwrap(), specifiers),
                        Wanted::Version(version) => prop_assert!(specifiers.contains(&Version::from_str(&text[version]).unwrap())),
                        Wanted::Address(_) => prop_assert!(false),
                    }
                }
                // Ours takes what pip takes: a comma at the end, no extras in the brackets, any version after a lone `==`.
                (Ok(_), Err(_)) => {}
                (Err(problem), Ok(_)) => prop_assert!(false, "{} at {}", problem.why, problem.at),
                (Err(_), Err(_)) => {}
            }
        }
    }
}
