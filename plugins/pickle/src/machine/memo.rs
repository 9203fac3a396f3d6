//! The unpickler's memo.

use std::collections::BTreeMap;

use super::value::Value;

/// Values by the numbers that the pickle gave them. Numbers mostly come in order, so those that do are kept in a row.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// The number of the first in `row`.
    first: u64,
    row: Vec<Value>,
    others: BTreeMap<u64, Value>,
    /// How many numbers were given: what the next one is, where it is not said.
    length: u64,
    /// Whether values were let go.
    forgot: bool,
}

impl Memo {
    pub(crate) fn get(&self, number: u64) -> Option<Value> {
        let place = number.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        let value = place.and_then(|place| self.row.get(place)).or_else(|| self.others.get(&number));
        value.copied().or_else(|| self.forgot.then_some(Value::Forgotten))
    }

    pub(crate) fn put(&mut self, number: u64, value: Value) {
        let end = self.first.saturating_add(self.row.len() as u64);
        let place = number.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        if let Some(slot) = place.and_then(|place| self.row.get_mut(place)) {
            *slot = value;
        } else if number == end {
            self.length += u64::from(self.others.remove(&number).is_none());
            self.row.push(value);
        } else {
            let known = number < self.first && self.forgot;
            self.length += u64::from(self.others.insert(number, value).is_none() && !known);
        }
    }

    /// Under the next number, as `MEMOIZE` does.
    pub(crate) fn append(&mut self, value: Value) {
        self.put(self.length, value);
    }

    /// Lets go all but what was imported, of which there are few.
    pub(crate) fn forget(&mut self) {
        let row = std::mem::take(&mut self.row);
        let numbered = (self.first..).zip(row);
        let kept: Vec<_> = numbered.filter(|(_, value)| matches!(value, Value::Global(_))).collect();
        self.first = self.length.max(self.first);
        self.others.retain(|_, value| matches!(value, Value::Global(_)));
        self.others.extend(kept);
        self.forgot = true;
    }

    pub(crate) fn is_large(&self) -> bool {
        self.row.len() > 4 << 20 || self.others.len() > 1 << 20
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = Value> {
        self.row.iter().chain(self.others.values()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_need_no_order_and_memoize_counts_them() {
        let mut memo = Memo::default();
        memo.put(7, Value::True);
        memo.append(Value::None);
        assert_eq!(memo.get(1), Some(Value::None), "one was given before");
        memo.put(7, Value::False);
        assert_eq!(memo.get(7), Some(Value::False));
        memo.append(Value::True);
        assert_eq!(memo.get(2), Some(Value::True), "7 was given again, which counts once");
        assert_eq!(memo.get(3), None);
        memo.put(u64::MAX, Value::None);
        assert_eq!(memo.get(u64::MAX), Some(Value::None));
    }

    #[test]
    fn what_was_let_go_is_not_what_never_was() {
        let mut memo = Memo::default();
        memo.append(Value::Node(1));
        memo.append(Value::Global(5));
        memo.forget();
        assert_eq!(memo.get(0), Some(Value::Forgotten));
        assert_eq!(memo.get(1), Some(Value::Global(5)));
        memo.append(Value::True);
        assert_eq!(memo.get(2), Some(Value::True));
    }
}
