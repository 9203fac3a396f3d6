//! Which rules to ask about what: tables made of all rules once, so that most nodes cost a look at one word.

use ruff_python_ast::{ExceptHandlerExceptHandler, Expr, StmtAssert, StmtTry};

use crate::call::Call;
use crate::named::NamedValue;
use crate::rule::{Check, Report, Rule};
use crate::scene::Scene;

type CallCheck = fn(&Call<'_>, &Scene<'_>) -> Option<Report>;
type ReferenceCheck = fn(&Expr, &'static str, &Scene<'_>) -> Option<Report>;
type NamedCheck = fn(&NamedValue<'_>, &Scene<'_>) -> Option<Report>;
type TextCheck = fn(&Expr, &Scene<'_>) -> Option<Report>;
type AssertCheck = fn(&StmtAssert, &Scene<'_>) -> Option<Report>;
type HandlerCheck = fn(&ExceptHandlerExceptHandler, &StmtTry, &Scene<'_>) -> Option<Report>;

/// A rule, by its position in the list of all.
pub type RuleIndex = usize;

/// The rules by what they ask for.
#[derive(Debug, Default)]
pub struct Dispatch {
    /// By the last part of the qualified name.
    pub calls: Table<CallCheck>,
    /// By the name of a method of anything.
    pub methods: Table<CallCheck>,
    /// By keyword.
    pub keywords: Table<CallCheck>,
    /// By the last part of the qualified name.
    pub references: Table<ReferenceCheck>,
    /// For every named value.
    pub named: Vec<(RuleIndex, NamedCheck)>,
    /// For every string that is built.
    pub text: Vec<(RuleIndex, TextCheck)>,
    /// For every `assert`.
    pub asserts: Vec<(RuleIndex, AssertCheck)>,
    /// For every `except`.
    pub handlers: Vec<(RuleIndex, HandlerCheck)>,
}

impl Dispatch {
    /// Of these rules.
    #[must_use]
    pub fn new(rules: &[&Rule]) -> Self {
        let mut dispatch = Dispatch::default();
        for (rule, check) in
            rules.iter().enumerate().flat_map(|(index, rule)| rule.checks.iter().map(move |check| (index, check)))
        {
            dispatch.add(rule, check);
        }
        dispatch.calls.finish();
        dispatch.methods.finish();
        dispatch.keywords.finish();
        dispatch.references.finish();
        dispatch
    }

    /// Whether the qualified name of anything that a rule knows ends so.
    #[must_use]
    pub fn knows(&self, last: &str) -> bool {
        self.calls.may_hold(last) && self.calls.has(last) || self.references.may_hold(last) && self.references.has(last)
    }

    fn add(&mut self, rule: RuleIndex, check: &Check) {
        match *check {
            Check::Call(names, check) => {
                for name in names {
                    let table = if name.starts_with("*.") { &mut self.methods } else { &mut self.calls };
                    table.add(name, rule, check);
                }
            }
            Check::Keyword(names, check) => names.iter().for_each(|name| self.keywords.add(name, rule, check)),
            Check::Reference(names, check) => names.iter().for_each(|name| self.references.add(name, rule, check)),
            Check::Named(check) => self.named.push((rule, check)),
            Check::Text(check) => self.text.push((rule, check)),
            Check::Assert(check) => self.asserts.push((rule, check)),
            Check::Handler(check) => self.handlers.push((rule, check)),
        }
    }
}

/// An entry of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct Entry<F> {
    last: &'static str,
    /// The whole name.
    pub name: &'static str,
    /// Whose it is.
    pub rule: RuleIndex,
    /// What to ask.
    pub check: F,
}

/// Checks by the last part of a name.
#[derive(Debug)]
pub struct Table<F> {
    /// Sorted by that part.
    entries: Vec<Entry<F>>,
    /// For each first byte, the lengths of the parts that start with it, as bits.
    lengths: [u32; 256],
}

impl<F> Default for Table<F> {
    fn default() -> Self {
        Table { entries: Vec::new(), lengths: [0; 256] }
    }
}

impl<F> Table<F> {
    fn add(&mut self, name: &'static str, rule: RuleIndex, check: F) {
        let last = name.rsplit('.').next().unwrap_or(name);
        if let (Some(first), Some(bit)) = (last.bytes().next(), bit(last)) {
            self.lengths[usize::from(first)] |= bit;
            self.entries.push(Entry { last, name, rule, check });
        }
    }

    fn finish(&mut self) {
        self.entries.sort_by_key(|entry| (entry.last, entry.rule));
    }

    /// Whether looking it up is worth while: false for nearly every word of a program.
    #[must_use]
    #[inline]
    pub fn may_hold(&self, last: &str) -> bool {
        let lengths = last.bytes().next().and_then(|first| self.lengths.get(usize::from(first)));
        lengths.is_some_and(|lengths| bit(last).is_some_and(|bit| lengths & bit != 0))
    }

    /// Those whose name ends so.
    #[must_use]
    pub fn get(&self, last: &str) -> &[Entry<F>] {
        let start = self.entries.partition_point(|entry| entry.last < last);
        let rest = self.entries.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|entry| entry.last == last)).unwrap_or_default()
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Entry<F>] {
        &self.entries
    }

    fn has(&self, last: &str) -> bool {
        !self.get(last).is_empty()
    }
}

/// The bit of a word's length; longer ones than any name of interest have none.
#[inline]
fn bit(word: &str) -> Option<u32> {
    u32::try_from(word.len()).ok().and_then(|length| 1_u32.checked_shl(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_up_by_the_last_part() {
        let mut table: Table<()> = Table::default();
        for (rule, name) in ["os.system", "subprocess.run", "*.run", "x.y"].into_iter().enumerate() {
            table.add(name, rule, ());
        }
        table.finish();
        let names: Vec<_> = table.get("run").iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["subprocess.run", "*.run"]);
        assert!(table.may_hold("rum") && !table.may_hold("runner") && !table.may_hold(""));
        assert!(table.get("rum").is_empty());
    }

    #[test]
    fn every_name_is_short_enough_to_be_found() {
        let dispatch = Dispatch::new(crate::rules::RULES);
        let declared: usize = crate::rules::RULES
            .iter()
            .flat_map(|rule| rule.checks)
            .map(|check| match check {
                Check::Call(names, _) | Check::Keyword(names, _) => names.len(),
                Check::Reference(names, _) => names.len(),
                _ => 0,
            })
            .sum();
        let held = dispatch.calls.entries.len()
            + dispatch.methods.entries.len()
            + dispatch.keywords.entries.len()
            + dispatch.references.entries.len();
        assert_eq!(held, declared);
    }
}
