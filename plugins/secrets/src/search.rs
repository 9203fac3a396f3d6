//! The host's pass over a file, done here where the host's does not help: in what was decoded, and where it kept too few
//! hits.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use secws_plugin_sdk::Hit;

use crate::decode;
use crate::registry::LiteralEntry;
use crate::text;

/// An automaton over all literals and their encoded forms.
#[derive(Debug)]
pub(crate) struct Search {
    automaton: AhoCorasick,
    forms: Vec<Form>,
}

/// One way in which a literal can be written.
#[derive(Debug)]
struct Form {
    literal: u32,
    bytes: Vec<u8>,
    ignore_case: bool,
}

impl Search {
    /// Of all literals; none if the automaton could not be built.
    pub(crate) fn new(literals: &[LiteralEntry]) -> Option<Self> {
        let forms: Vec<Form> = literals.iter().enumerate().flat_map(|(index, entry)| forms(index, entry)).collect();
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(forms.iter().map(|form| &form.bytes))
            .ok()?;
        Some(Search { automaton, forms })
    }

    /// All hits from an offset on, overlapping ones included, in order.
    pub(crate) fn hits(&self, bytes: &[u8], from: usize) -> Vec<Hit> {
        let rest = text::part(bytes, from..bytes.len());
        let found = self.automaton.find_overlapping_iter(rest).filter_map(|found| {
            let form = self.forms.get(found.pattern().as_usize())?;
            let fits = form.ignore_case || rest.get(found.range()) == Some(form.bytes.as_slice());
            fits.then(|| Hit { interest: 0, literal: form.literal, offset: (from + found.start()) as u64 })
        });
        let mut hits: Vec<Hit> = found.collect();
        hits.sort_by_key(|hit| (hit.offset, hit.literal));
        hits
    }
}

fn forms(index: usize, entry: &LiteralEntry) -> Vec<Form> {
    let literal = u32::try_from(index).unwrap_or(u32::MAX);
    let form = |bytes: Vec<u8>, ignore_case| Form { literal, bytes, ignore_case };
    let mut forms = vec![form(entry.text.clone(), entry.ignore_case)];
    if entry.encoded {
        let hexadecimal: String = entry.text.iter().map(|byte| format!("{byte:02x}")).collect();
        forms.push(form(hexadecimal.into_bytes(), true));
        forms.extend((0..3).map(|before| form(base64_form(&entry.text, before), false)));
    }
    forms
}

/// The digits of base64 that the literal alone decides when `before` bytes stand before it in its group of three.
fn base64_form(literal: &[u8], before: usize) -> Vec<u8> {
    let padded = [&[0_u8; 2][..before.min(2)], literal].concat();
    let digits = decode::to_base64(&padded).into_bytes();
    let whole = padded.len() * 8 / 6;
    text::part(&digits, (before * 8).div_ceil(6)..whole).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search() -> Search {
        let entry =
            |text: &[u8], ignore_case, encoded| LiteralEntry { text: text.to_vec(), ignore_case, encoded, rules: vec![] };
        Search::new(&[entry(b"ghq_", false, true), entry(b"secret", true, false)]).expect("a small automaton")
    }

    fn found(bytes: &[u8]) -> Vec<(u32, u64)> {
        search().hits(bytes, 0).iter().map(|hit| (hit.literal, hit.offset)).collect()
    }

    #[test]
    fn case_counts_where_it_should() {
        assert_eq!(found(b"SeCret ghq_ GHQ_"), [(1, 0), (0, 7)]);
    }

    #[test]
    fn encoded_forms_are_met_in_every_alignment() {
        for before in 0..3 {
            let plain = [&b"xyz"[..before], b"ghq_abc"].concat();
            let encoded = decode::to_base64(&plain);
            assert_eq!(found(encoded.as_bytes()).len(), 1, "{encoded}");
        }
        assert_eq!(found(b"6768715F"), [(0, 0)]);
    }

    #[test]
    fn a_search_can_start_later() {
        assert_eq!(search().hits(b"secret secret", 3).len(), 1);
        assert!(search().hits(b"secret", 30).is_empty());
    }
}
