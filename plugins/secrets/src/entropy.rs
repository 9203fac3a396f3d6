//! How random a string looks.

/// Shannon's entropy of the bytes' frequencies, in bits a byte: 0 for one repeated byte, at most log2 of the length.
pub(crate) fn shannon(text: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &byte in text {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count = count.saturating_add(1);
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "texts are short")]
    let total = text.len().max(1) as f64;
    counts.iter().filter(|&&count| count > 0).fold(0.0, |sum, &count| {
        let share = f64::from(count) / total;
        sum - share * share.log2()
    })
}

/// The kinds of characters that a string is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Classes {
    pub(crate) lower: usize,
    pub(crate) upper: usize,
    pub(crate) digits: usize,
    pub(crate) others: usize,
    /// How often one kind follows another.
    pub(crate) changes: usize,
}

impl Classes {
    /// Counts them.
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut classes = Classes { lower: 0, upper: 0, digits: 0, others: 0, changes: 0 };
        let mut last = None;
        for &byte in text {
            let count = match byte {
                b'a'..=b'z' => &mut classes.lower,
                b'A'..=b'Z' => &mut classes.upper,
                b'0'..=b'9' => &mut classes.digits,
                _ => &mut classes.others,
            };
            *count += 1;
            let kind = kind(byte);
            classes.changes += usize::from(last.is_some_and(|last| last != kind));
            last = Some(kind);
        }
        classes
    }

    /// How many of the four kinds occur.
    pub(crate) fn kinds(&self) -> usize {
        [self.lower, self.upper, self.digits, self.others].iter().filter(|&&count| count > 0).count()
    }
}

fn kind(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_grows_from_repetition_to_variety() {
        assert!(shannon(b"").abs() < 1e-9);
        assert!(shannon(b"aaaa").abs() < 1e-9);
        assert!((shannon(b"abab") - 1.0).abs() < 1e-9);
        assert!((shannon(b"abcdefgh") - 3.0).abs() < 1e-9);
    }

    #[test]
    fn classes_count_kinds_and_changes() {
        let classes = Classes::of(b"ab1C-d");
        assert_eq!((classes.lower, classes.upper, classes.digits, classes.others), (3, 1, 1, 1));
        assert_eq!(classes.changes, 4);
        assert_eq!(classes.kinds(), 4);
    }
}
