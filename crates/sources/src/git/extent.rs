//! Which lines of a text another does not have.

use std::ops::RangeInclusive;

use gix::diff::blob::{Algorithm, InternedInput, diff_with_slider_heuristics};

/// What of a file changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Extent {
    /// Nothing.
    Nothing,
    /// All of it, since it was not there before, or cannot be compared.
    Everything,
    /// These lines, from 1, in order: added and changed ones, and those beside one that was taken out.
    Lines(Vec<RangeInclusive<u32>>),
}

impl Extent {
    /// What of a text changed. How its lines end does not count: a checkout may give it other ends than its blob has.
    pub(super) fn between(before: &[u8], after: &[u8]) -> Self {
        let mut input: InternedInput<&[u8]> = InternedInput::default();
        input.update_before(lines(before));
        input.update_after(lines(after));
        let count = u32::try_from(input.after.len()).unwrap_or(u32::MAX);
        let diff = diff_with_slider_heuristics(Algorithm::Histogram, &input);
        let changed: Vec<_> = diff
            .hunks()
            .filter_map(|hunk| {
                // From 0 and without the last, to from 1 and with it; nothing added means the lines before and behind.
                let gap = u32::from(hunk.after.is_empty());
                let (first, last) = ((hunk.after.start + 1 - gap).max(1), (hunk.after.end + gap).min(count));
                (first <= last).then_some(first..=last)
            })
            .collect();
        if changed.is_empty() { Extent::Nothing } else { Extent::Lines(changed) }
    }

    /// Whether any of some lines changed.
    pub(super) fn touches(&self, lines: &RangeInclusive<u32>) -> bool {
        match self {
            Extent::Nothing => false,
            Extent::Everything => true,
            Extent::Lines(changed) => {
                let next = changed.partition_point(|changed| changed.end() < lines.start());
                changed.get(next).is_some_and(|changed| changed.start() <= lines.end())
            }
        }
    }
}

/// Lines without their ends.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn changed(before: &str, after: &str) -> Vec<RangeInclusive<u32>> {
        match Extent::between(before.as_bytes(), after.as_bytes()) {
            Extent::Lines(lines) => lines,
            Extent::Nothing => Vec::new(),
            Extent::Everything => panic!("texts can be compared"),
        }
    }

    #[test]
    fn added_and_changed_lines_count() {
        assert_eq!(changed("a\nb\nc\n", "a\nx\nc\ny\n"), [2..=2, 4..=4]);
        assert_eq!(changed("", "a\n"), [1..=1]);
    }

    #[test]
    fn a_line_that_was_taken_out_touches_those_beside_it() {
        assert_eq!(changed("a\nb\nc\n", "a\nc\n"), [1..=2]);
        assert_eq!(changed("a\nb\n", "b\n"), [1..=1], "at the start only the one behind");
        assert_eq!(changed("a\nb\n", "a\n"), [1..=1], "at the end only the one before");
    }

    #[test]
    fn ends_of_lines_do_not_count() {
        assert_eq!(Extent::between(b"a\nb\n", b"a\r\nb\r\n"), Extent::Nothing);
        assert_eq!(Extent::between(b"a\nb", b"a\nb\n"), Extent::Nothing);
        assert_eq!(changed("a\nb\n", "a\r\nc\r\n"), [2..=2]);
    }

    #[test]
    fn some_lines_are_touched_if_one_of_them_changed() {
        let extent = Extent::Lines(vec![2..=3, 7..=7]);
        let touched: Vec<bool> =
            [1..=1, 1..=2, 3..=9, 4..=6, 7..=7, 8..=9].iter().map(|lines| extent.touches(lines)).collect();
        assert_eq!(touched, [false, true, true, false, true, false]);
    }

    proptest! {
        /// Lines that did not change stand in the old text, in the same order.
        #[test]
        fn what_did_not_change_was_there(before in "[abc\n]{0,40}", after in "[abc\n]{0,40}") {
            let extent = Extent::between(before.as_bytes(), after.as_bytes());
            let mut old = lines(before.as_bytes());
            for (place, line) in lines(after.as_bytes()).enumerate() {
                let number = u32::try_from(place).unwrap() + 1;
                if !extent.touches(&(number..=number)) {
                    prop_assert!(old.any(|old| old == line), "line {} of {:?} was not in {:?}", number, after, before);
                }
            }
        }
    }
}
