//! What no input may cost.

use std::cell::Cell;

use secws_plugin_sdk::{File, GapKind, Hits, Origin};

use super::assembly::{Member, assemble, zip};
use super::{gaps_of, rules_of, scan};
use crate::judge::Judge;
use crate::look;

const RUN: &str = "GLOBAL 'os' 'system'\nBINUNICODE 'id'\nTUPLE1\nREDUCE\nSTOP\n";

/// A file of any size, nearly all of it zeros that are nowhere kept.
struct Sparse {
    path: &'static str,
    /// Parts and their offsets, in order.
    parts: Vec<(u64, Vec<u8>)>,
    size: u64,
    read: Cell<u64>,
}

impl Sparse {
    fn new(path: &'static str, parts: Vec<(u64, Vec<u8>)>) -> Self {
        let size = parts.last().map_or(0, |(offset, part)| offset + part.len() as u64);
        Sparse { path, parts, size, read: Cell::new(0) }
    }
}

impl File for Sparse {
    fn path(&self) -> String {
        self.path.to_owned()
    }
    fn origin(&self) -> Origin {
        Origin::Tree(true)
    }
    fn size(&self) -> u64 {
        self.size
    }
    fn read(&self, offset: u64, length: u32) -> Vec<u8> {
        let end = offset.saturating_add(u64::from(length)).min(self.size);
        let mut bytes = vec![0; end.saturating_sub(offset) as usize];
        self.read.set(self.read.get() + bytes.len() as u64);
        for (start, part) in &self.parts {
            for (index, byte) in part.iter().enumerate() {
                if let Some(place) = (start + index as u64).checked_sub(offset)
                    && let Some(slot) = bytes.get_mut(place as usize)
                {
                    *slot = *byte;
                }
            }
        }
        bytes
    }
    fn contents(&self) -> Result<Vec<u8>, String> {
        Err("too large".to_owned())
    }
    fn digest(&self) -> String {
        String::new()
    }
    fn hits(&self) -> Hits {
        Hits { found: Vec::new(), cut: false }
    }
}

#[test]
fn ten_gigabytes_in_one_literal_cost_two_pieces() {
    let length = 10u64 << 30;
    let mut head = b"\x80\x04\x8e".to_vec();
    head.extend(length.to_le_bytes());
    let tail = assemble(&format!("POP\n{RUN}")).bytes;
    let file = Sparse::new("model.bin", vec![(0, head), (11 + length, tail)]);
    let (outcome, _) = look::file(&file, &Judge::new(Vec::new()), false);
    assert_eq!(rules_of(&outcome), ["dangerous-import"]);
    assert!(file.read.get() < 400_000, "{} bytes were read", file.read.get());
}

#[test]
fn ten_gigabytes_in_an_archive_cost_its_directory_and_its_pickle() {
    let weights = Member { name: "archive/data/0".to_owned(), ..Member::default() };
    let pickle = Member { name: "archive/data.pkl".to_owned(), content: assemble(RUN).bytes, ..Member::default() };
    let (bytes, places) = zip(&[pickle, weights]);
    // The weights are the last member, and their length is a gigabyte short of what 32 bits hold.
    let length = 3u64 << 30;
    let cut = places[1].1 as usize;
    let (mut start, mut end) = (bytes[..cut].to_vec(), bytes[cut..].to_vec());
    let size = (length as u32).to_le_bytes();
    let header = places[1].0 as usize;
    start[header + 18..header + 22].copy_from_slice(&size);
    start[header + 22..header + 26].copy_from_slice(&size);
    let second = end.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    end[second + 20..second + 24].copy_from_slice(&size);
    end[second + 24..second + 28].copy_from_slice(&size);
    let record = end.len() - 22;
    let directory = (cut as u64 + length) as u32;
    end[record + 16..record + 20].copy_from_slice(&directory.to_le_bytes());
    let file = Sparse::new("model.pt", vec![(0, start), (cut as u64 + length, end)]);
    let (outcome, _) = look::file(&file, &Judge::new(Vec::new()), false);
    assert_eq!(rules_of(&outcome), ["dangerous-import"]);
    assert!(file.read.get() < 600_000, "{} bytes were read", file.read.get());
}

#[test]
fn what_is_no_pickle_costs_two_reads_at_most() {
    let file = Sparse::new("notes.txt", vec![(0, b"Count me in.".to_vec()), (50 << 20, b"end".to_vec())]);
    let (outcome, _) = look::file(&file, &Judge::new(Vec::new()), false);
    assert!(outcome.findings.is_empty() && outcome.gaps.is_empty());
    assert!(file.read.get() <= 64 * 1024 + 22 + 0xffff + 4, "{} bytes were read", file.read.get());
}

#[test]
fn a_million_opcodes_hide_nothing() {
    let mut bytes = b"\x80\x04".to_vec();
    bytes.extend(b"N0".repeat(500_000));
    bytes.extend(assemble(RUN).bytes);
    assert_eq!(rules_of(&scan("x.pkl", &bytes)), ["dangerous-import"]);
}

#[test]
fn a_million_memoized_texts_are_let_go_and_the_pickle_is_followed_on() {
    let mut bytes = b"\x80\x04".to_vec();
    for number in 0..1_300_000u32 {
        bytes.extend(b"\x8c\x08");
        bytes.extend(format!("{number:08}").bytes());
        bytes.extend(b"\x940");
    }
    bytes.extend(assemble(RUN).bytes);
    let outcome = scan("x.pkl", &bytes);
    assert_eq!(rules_of(&outcome), ["dangerous-import"]);
    assert!(outcome.gaps.is_empty(), "{:?}", outcome.gaps);
}

#[test]
fn a_name_that_was_let_go_is_a_gap() {
    let mut bytes = b"\x80\x04\x8c\x02os\x940".to_vec();
    for number in 0..1_300_000u32 {
        bytes.extend(b"\x8c\x08");
        bytes.extend(format!("{number:08}").bytes());
        bytes.extend(b"\x940");
    }
    bytes.extend(b"h\x00\x8c\x06system\x93.");
    let outcome = scan("x.pkl", &bytes);
    assert!(gaps_of(&outcome, GapKind::Unread)[0].contains("let go"), "{outcome:?}");
}

#[test]
fn more_values_than_fit_end_the_scan_with_a_gap_and_what_was_seen() {
    let mut bytes = assemble(RUN.trim_end_matches("STOP\n")).bytes;
    bytes.extend(vec![b'N'; 5 << 20]);
    bytes.push(b'.');
    let outcome = scan("x.pkl", &bytes);
    assert_eq!(rules_of(&outcome), ["dangerous-import"]);
    assert!(gaps_of(&outcome, GapKind::Unread)[0].contains("too many values"));
}

#[test]
fn values_that_would_fill_memory_when_written_out_are_not() {
    let mut text = "PROTO 4\nEMPTY_LIST\nMEMOIZE\n".to_owned();
    for _ in 0..60 {
        text.push_str("MARK\n");
        text.push_str(&"BINGET 0\n".repeat(10));
        text.push_str("TUPLE\nBINPUT 0\n");
    }
    let text = format!("{text}GLOBAL 'os' 'system'\nBINGET 0\nTUPLE1\nREDUCE\nSTOP\n");
    let outcome = scan("x.pkl", &assemble(&text).bytes);
    assert!(outcome.findings[0].message.len() < 600);
}

#[test]
fn values_that_hold_themselves_are_shown_once() {
    let text = "PROTO 4\nEMPTY_LIST\nMEMOIZE\nBINGET 0\nAPPEND\nGLOBAL 'os' 'system'\nBINGET 0\nTUPLE1\nREDUCE\nSTOP\n";
    assert_eq!(rules_of(&scan("x.pkl", &assemble(text).bytes)), ["dangerous-import"]);
}

#[test]
fn deep_values_cost_no_stack() {
    let mut bytes = b"\x80\x04N".to_vec();
    bytes.extend(vec![0x85; 1 << 20]);
    bytes.extend(assemble(RUN).bytes);
    assert_eq!(rules_of(&scan("x.pkl", &bytes)), ["dangerous-import"]);
}

#[test]
fn bombs_are_not_unpacked() {
    let mut bytes = b"\x80\x04\x8e".to_vec();
    bytes.extend((64u64 << 20).to_le_bytes());
    bytes.extend(vec![0; 64 << 20]);
    let bomb = zip(&[Member { name: "data.pkl".to_owned(), deflated: true, content: bytes, ..Member::default() }]).0;
    let outcome = scan("model.pt", &bomb);
    assert!(gaps_of(&outcome, GapKind::Unread)[0].contains("200 times"), "{outcome:?}");
}

#[test]
fn an_archive_of_too_many_members_says_how_many_were_read() {
    let members: Vec<_> =
        (0..10_001).map(|number| Member { name: format!("m{number}"), content: vec![0], ..Member::default() }).collect();
    let outcome = scan("many.zip", &zip(&members).0);
    assert!(gaps_of(&outcome, GapKind::Unread)[0].contains("10000"), "{outcome:?}");
}

#[test]
fn a_thousand_names_make_no_thousand_findings() {
    let mut text = "PROTO 4\n".to_owned();
    for number in 0..1_000 {
        text.push_str(&format!("GLOBAL 'os' 'name{number}'\nPOP\n"));
    }
    let outcome = scan("x.pkl", &assemble(&format!("{text}NONE\nSTOP\n")).bytes);
    assert_eq!(outcome.findings.len(), 100);
    assert!(gaps_of(&outcome, GapKind::Partial)[0].contains("900"), "{:?}", outcome.gaps);
}
