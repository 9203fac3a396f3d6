//! What pickles lie in.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use secws_plugin_sdk::{GapKind, Span};

use super::assembly::{Member, assemble, zip};
use super::{gaps_of, is_silent, rules_of, scan, scan_anyway};

fn evil() -> Vec<u8> {
    assemble("PROTO 2\nGLOBAL 'os' 'system'\nBINUNICODE 'id'\nTUPLE1\nREDUCE\nSTOP\n").bytes
}

fn member(name: &str, content: &[u8]) -> Member {
    Member { name: name.to_owned(), content: content.to_vec(), ..Member::default() }
}

#[test]
fn a_stored_member_is_found_where_it_is_in_the_file() {
    let (bytes, places) = zip(&[member("archive/data.pkl", &evil())]);
    let outcome = scan("model.pt", &bytes);
    assert_eq!(rules_of(&outcome), ["dangerous-import"]);
    let location = &outcome.findings[0].location;
    assert_eq!(location.span, Some(Span::new(places[0].1 + 21, places[0].1 + 22)));
    assert_eq!(location.logical.as_deref(), Some("archive/data.pkl"));
}

#[test]
fn a_packed_member_is_found_at_its_packed_bytes() {
    let (bytes, places) = zip(&[Member { deflated: true, ..member("archive/data.pkl", &evil()) }]);
    let span = scan("model.pt", &bytes).findings[0].location.span.unwrap();
    assert_eq!(span.start, places[0].1);
    assert!(span.end > span.start && span.end < bytes.len() as u64);
}

#[test]
fn archives_are_opened_in_one_another_up_to_a_depth() {
    let mut bytes = evil();
    for depth in 0..6 {
        bytes = zip(&[Member { deflated: depth % 2 == 0, ..member("inner", &bytes) }]).0;
        let outcome = scan("thing", &bytes);
        if depth < 4 {
            assert_eq!(rules_of(&outcome), ["dangerous-import"], "{depth}");
        } else {
            assert!(gaps_of(&outcome, GapKind::Unread)[0].contains("deep"), "{depth}");
        }
    }
}

#[test]
fn anything_may_stand_before_an_archive() {
    let mut bytes = b"\x7fELF".to_vec();
    bytes.extend([0; 5000]);
    bytes.extend(zip(&[member("archive/data.pkl", &evil())]).0);
    assert_eq!(rules_of(&scan("program", &bytes)), ["dangerous-import"]);
    // A pickle, say: it is one and the other.
    let mut bytes = evil();
    bytes.extend(zip(&[member("archive/data.pkl", &evil())]).0);
    assert_eq!(scan("model.pt", &bytes).findings.len(), 2);
}

#[test]
fn an_archive_without_a_directory_is_read_all_the_same() {
    let (bytes, _) = zip(&[member("a.txt", b"text"), member("archive/data.pkl", &evil())]);
    let cut = bytes.len() - 22;
    assert_eq!(rules_of(&scan("model.pt", &bytes[..cut])), ["dangerous-import"]);
}

#[test]
fn one_bad_member_does_not_hide_the_next() {
    let outcome = scan("model.pt", &zip(&[member("bad.pkl", b"\x80\x02\xff"), member("data.pkl", &evil())]).0);
    assert_eq!(rules_of(&outcome), ["dangerous-import"]);
    assert_eq!(outcome.gaps.len(), 1, "the bad one is said to be none");
}

#[test]
fn what_cannot_be_read_is_said() {
    let noise: Vec<u8> = (0..200u8).map(|byte| byte.wrapping_mul(77) ^ 0x5a).collect();
    let encrypted = zip(&[Member { flags: 1, ..member("x", &noise) }]).0;
    assert!(gaps_of(&scan("a.zip", &encrypted), GapKind::Unread)[0].contains("Encrypted"));
    let mut unknown = zip(&[member("x", &noise)]).0;
    let directory = unknown.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    unknown[directory + 10] = 93;
    unknown[8] = 93;
    assert!(gaps_of(&scan("a.zip", &unknown), GapKind::Unread)[0].contains("method 93"));
    let mut damaged = zip(&[Member { deflated: true, ..member("x", &[7; 3000]) }]).0;
    damaged[31] ^= 0xff;
    assert!(gaps_of(&scan("a.zip", &damaged), GapKind::Unread)[0].contains("unpack"));
    for (head, name) in [
        (b"BZh9".as_slice(), "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"\x28\xb5\x2f\xfd", "Zstandard"),
    ] {
        let outcome = scan("model.pkl", head);
        assert!(gaps_of(&outcome, GapKind::Unread)[0].contains(name), "{name}");
        assert!(is_silent(&scan_anyway("other.txt", head)), "{name}");
    }
}

#[test]
fn ordinary_archives_say_nothing() {
    let members = [member("a.txt", b"class Foo:\n"), member("b/c.py", b"(\n"), member("d.bin", &[0; 100]), member("e", b"")];
    assert!(is_silent(&scan("book.zip", &zip(&members).0)));
}

#[test]
fn whole_files_are_unpacked() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&evil()).unwrap();
    let gzip = gzip.finish().unwrap();
    assert_eq!(rules_of(&scan("model.pkl.gz", &gzip)), ["dangerous-import"]);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(&evil()).unwrap();
    let zlib = zlib.finish().unwrap();
    assert_eq!(rules_of(&scan("model.joblib", &zlib)), ["dangerous-import"]);
    let mut old = b"ZF0x28               ".to_vec();
    assert_eq!(old.len(), 21);
    old.extend(&zlib);
    assert_eq!(rules_of(&scan("model.pkl", &old)), ["dangerous-import"]);
}

#[test]
fn arrays_of_objects_are_pickles() {
    let array = |descr: &str| {
        let header = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': (1,), }}\n");
        let mut bytes = b"\x93NUMPY\x01\0".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.bytes());
        bytes.extend(evil());
        bytes
    };
    assert_eq!(rules_of(&scan("a.npy", &array("'|O'"))), ["dangerous-import"]);
    assert_eq!(rules_of(&scan("a.npy", &array("[('x', '<i4'), ('y', '|O8')]"))), ["dangerous-import"]);
    assert!(is_silent(&scan("a.npy", &array("'<f8'"))), "numbers are not loaded as a pickle");
    assert_eq!(rules_of(&scan("a.npz", &zip(&[member("x.npy", &array("'|O'"))]).0)), ["dangerous-import"]);
    assert_eq!(rules_of(&scan("a.npy", &evil())), ["dangerous-import"], "numpy falls back to unpickling");
    assert_eq!(gaps_of(&scan("a.npy", b"\x93NUMPY\x01\0\xff"), GapKind::Partial).len(), 1);
}

#[test]
fn tar_archives_are_opened_under_a_models_name() {
    let (content, _) = zip(&[member("archive/data.pkl", &evil())]);
    let mut header = vec![0; 512];
    header[..12].copy_from_slice(b"weights.ckpt");
    header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    header[257..262].copy_from_slice(b"ustar");
    let mut bytes = header;
    bytes.extend(&content);
    bytes.resize(bytes.len().div_ceil(512) * 512 + 1024, 0);
    let outcome = scan("model.nemo", &bytes);
    assert_eq!(rules_of(&outcome), ["dangerous-import"]);
    assert_eq!(outcome.findings[0].location.logical.as_deref(), Some("weights.ckpt!/archive/data.pkl"));
}

#[test]
fn arrays_that_joblib_writes_between_opcodes_are_passed_over() {
    let wrapper = |kind: &str, size: &str, flags: &str, alignment: &str| {
        format!(
            "GLOBAL 'joblib.numpy_pickle' 'NumpyArrayWrapper'\nEMPTY_TUPLE\nNEWOBJ\nEMPTY_DICT\nMARK\n\
             BINUNICODE 'shape'\nBININT1 3\nTUPLE1\nBINUNICODE 'dtype'\nGLOBAL 'numpy' 'dtype'\nBINUNICODE '{kind}'\n\
             NEWFALSE\nNEWTRUE\nTUPLE3\nREDUCE\nMARK\nBININT1 3\nBINUNICODE '<'\nNONE\nNONE\nNONE\n{size}\nBININT -1\n\
             BININT1 {flags}\nTUPLE\nBUILD\n{alignment}SETITEMS\nBUILD\n"
        )
    };
    let run = "GLOBAL 'os' 'system'\nBINUNICODE 'id'\nTUPLE1\nREDUCE\n";
    let plain = wrapper("f4", "BININT -1", "0", "");
    let file = |array: &str, data: &str| assemble(&format!("PROTO 3\n{array}{data}{run}TUPLE2\nSTOP\n")).bytes;
    // What would end the pickle, if it were read.
    let data = "BYTES 2e ff ff ff 2e ff ff ff 2e ff ff ff\n";
    assert_eq!(rules_of(&scan("m.joblib", &file(&plain, data))), ["dangerous-import"]);
    let aligned = wrapper("f4", "BININT -1", "0", "BINUNICODE 'numpy_array_alignment_bytes'\nBININT1 16\n");
    let padded = format!("BYTES 02 ff ff\n{data}");
    assert_eq!(rules_of(&scan("m.joblib", &file(&aligned, &padded))), ["dangerous-import"]);
    let structured = wrapper("V4", "BININT1 4", "0", "");
    assert_eq!(rules_of(&scan("m.joblib", &file(&structured, data))), ["dangerous-import"]);
    let objects = wrapper("O8", "BININT -1", "63", "");
    let inner = "PROTO 2\nEMPTY_LIST\nSTOP\n";
    assert_eq!(rules_of(&scan("m.joblib", &file(&objects, inner))), ["dangerous-import"]);
    let unknown = wrapper("f", "BININT -1", "0", "");
    assert!(gaps_of(&scan("m.joblib", &file(&unknown, data)), GapKind::Unread)[0].contains("how long"));
}
