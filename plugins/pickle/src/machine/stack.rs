//! The unpickler's stack, with its marks.

use super::value::Value;

/// How many values may lie on it: as many as nothing but an attack on a scanner needs.
const MOST: usize = 4 << 20;

/// Values and, apart from them, where the marks are.
#[derive(Debug, Default)]
pub(crate) struct Stack {
    values: Vec<Value>,
    marks: Vec<usize>,
}

impl Stack {
    /// Whether there was room.
    #[must_use]
    pub(crate) fn push(&mut self, value: Value) -> bool {
        self.values.push(value);
        self.values.len() <= MOST
    }

    /// Whether there was room.
    #[must_use]
    pub(crate) fn mark(&mut self) -> bool {
        self.marks.push(self.values.len());
        self.marks.len() <= MOST
    }

    /// The topmost value. Python 3 does not reach beneath a mark; its forerunner did, so here a mark gives way.
    pub(crate) fn pop(&mut self) -> Option<Value> {
        let value = self.values.pop();
        while self.marks.last().is_some_and(|&mark| mark > self.values.len()) {
            self.marks.pop();
        }
        value
    }

    /// What `POP` does: takes a mark away, if one is on top.
    pub(crate) fn discard(&mut self) -> bool {
        if self.marks.last() == Some(&self.values.len()) {
            return self.marks.pop().is_some();
        }
        self.pop().is_some()
    }

    pub(crate) fn top(&self) -> Option<Value> {
        self.values.last().copied()
    }

    /// All above the topmost mark, which goes with them.
    pub(crate) fn pop_mark(&mut self) -> Option<Vec<Value>> {
        let mark = self.marks.pop()?;
        Some(self.values.split_off(mark.min(self.values.len())))
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = Value> {
        self.values.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_give_way_to_a_pop_beneath_them() {
        let mut stack = Stack::default();
        assert!(stack.push(Value::True) && stack.mark() && stack.push(Value::None));
        assert_eq!(stack.pop(), Some(Value::None));
        assert_eq!(stack.pop(), Some(Value::True));
        assert_eq!(stack.pop_mark(), None, "the mark went with what was beneath it");
        assert_eq!(stack.pop(), None);
    }

    #[test]
    fn a_mark_on_top_is_what_a_discard_takes() {
        let mut stack = Stack::default();
        assert!(stack.push(Value::True) && stack.mark());
        assert!(stack.discard());
        assert_eq!(stack.top(), Some(Value::True));
        assert!(stack.discard());
        assert!(!stack.discard());
    }
}
