//! Properties that hold for whatever bytes there are: no panic, and spans inside of the file (the harness sees to those).

use proptest::prelude::*;

use super::assembly::{Member, assemble, zip};
use super::{rules_of, scan_anyway};
use crate::machine::opcode::OPCODES;

const PATHS: [&str; 4] = ["x.pkl", "x.bin", "x.pt", "x.npy"];

/// A pickle with a bit of everything.
fn seed() -> Vec<u8> {
    let text = "PROTO 4\nFRAME 9\nMARK\nBININT -5\nLONG 7L\nFLOAT 1.5\nBINFLOAT 0\nSTRING 'a'\nUNICODE 'b'\nNEWTRUE\nLIST\nMEMOIZE\n\
                GLOBAL 'builtins' 'getattr'\nGLOBAL 'collections' 'OrderedDict'\nSHORT_BINUNICODE 'fromkeys'\nTUPLE2\nREDUCE\n\
                EMPTY_DICT\nSHORT_BINUNICODE '__setstate__'\nGLOBAL 'a.b' 'c'\nSETITEM\nBUILD\nMARK\nSHORT_BINUNICODE 'x'\n\
                INST 'functools' 'partial'\nEMPTY_TUPLE\nREDUCE\nPERSID 5\nEXT1 3\nEMPTY_SET\nMARK\nNONE\nADDITEMS\nBINGET 0\n\
                BINBYTES 'abc'\nBYTEARRAY8 'abc'\nSHORT_BINUNICODE 'os'\nSHORT_BINUNICODE 'system'\nSTACK_GLOBAL\nSTOP\n";
    assemble(text).bytes
}

fn archive() -> Vec<u8> {
    let member = |name: &str, deflated| Member { name: name.to_owned(), deflated, content: seed(), ..Member::default() };
    zip(&[member("a/data.pkl", false), member("a/b.pkl", true), Member { streamed: true, ..member("c", false) }]).0
}

/// A place, and what to put there.
fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, u8)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)
}

fn changed(mut bytes: Vec<u8>, changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    for (place, byte) in changes {
        let place = place.index(bytes.len());
        bytes[place] = *byte;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600), path in prop::sample::select(&PATHS)) {
        scan_anyway(path, &bytes);
    }

    #[test]
    fn any_opcodes_are_survived(
        codes in prop::collection::vec(prop::sample::select(OPCODES.map(|opcode| opcode.code).to_vec()), 0..200),
        fill in prop::collection::vec(any::<u8>(), 0..64),
        path in prop::sample::select(&PATHS),
    ) {
        let mut bytes = b"\x80\x04".to_vec();
        for (index, code) in codes.iter().enumerate() {
            bytes.push(*code);
            bytes.extend(fill.get(index % 8..index % 11).unwrap_or_default());
        }
        scan_anyway(path, &bytes);
    }

    #[test]
    fn a_changed_pickle_is_survived(changes in changes(), cut in any::<prop::sample::Index>()) {
        let mut bytes = changed(seed(), &changes);
        bytes.truncate(cut.index(bytes.len()) + 1);
        scan_anyway("x.pkl", &bytes);
    }

    #[test]
    fn a_changed_archive_is_survived(changes in changes(), cut in any::<prop::sample::Index>(), whole in any::<bool>()) {
        let mut bytes = changed(archive(), &changes);
        if !whole {
            bytes.truncate(cut.index(bytes.len()) + 1);
        }
        scan_anyway("x.pt", &bytes);
    }

    #[test]
    fn text_is_never_a_pickle(text in "[ -~\n]{0,200}") {
        let outcome = scan_anyway("notes.txt", text.as_bytes());
        prop_assert!(outcome.findings.is_empty() && outcome.gaps.is_empty(), "{:?}", outcome);
    }

    #[test]
    fn what_precedes_an_import_does_not_hide_it(before in prop::collection::vec(0usize..6, 0..40)) {
        let parts = ["NONE\nPOP\n", "BININT 7\nMEMOIZE\nPOP\n", "MARK\nNONE\nLIST\nPOP\n", "FRAME 5\n", "PROTO 4\n", "MARK\nPOP_MARK\n"];
        let before: String = before.into_iter().map(|index| parts[index]).collect();
        let bytes = assemble(&format!("PROTO 4\n{before}GLOBAL 'os' 'system'\nNONE\nTUPLE1\nREDUCE\nSTOP\n")).bytes;
        let outcome = scan_anyway("x", &bytes);
        prop_assert_eq!(rules_of(&outcome), ["dangerous-import"]);
    }
}
