//! Broken archives, and bytes that are none.

use proptest::prelude::*;

use super::build::{bzip2, entry, gzip, header, replaced, tar, xz, zip, zip_by, zstd};
use super::*;

#[test]
fn members_before_a_break_are_given() {
    let long: Vec<u8> = (0..100_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    let files: [(&str, &[u8]); 2] = [("a", b"first"), ("b", &long)];
    for (archive, cut) in [(zip(&files), 5000), (tar(&files), 5000), (gzip(&tar(&files)), 5000), (xz(&tar(&files)), 5000)] {
        let out = unpack_by_default("x", &archive[..archive.len() - cut]);
        assert_eq!(out.text("x!/a"), "first");
        assert!(long.starts_with(&out.files["x!/b"]) && !out.files["x!/b"].is_empty());
        assert!(out.messages().iter().any(|message| message.contains("broken")), "{:?}", out.messages());
    }
}

#[test]
fn a_wrong_checksum_is_said_and_the_bytes_are_given() {
    let stored = replaced(&zip_by(::zip::CompressionMethod::Stored, &[("a", b"before")]), b"before", b"behind");
    let mut packed = gzip(b"before");
    let at = packed.len() - 8;
    packed[at] ^= 1;
    for (archive, path, text) in [(stored, "x!/a", "behind"), (packed, "x!/x.unpacked", "before")] {
        let out = unpack_by_default("x", &archive);
        assert_eq!(out.text(path), text);
        assert!(out.messages()[0].contains("checksum"), "{:?}", out.messages());
    }
}

#[test]
fn a_zip_archive_hides_nothing_behind_another_directory() {
    let archive = zip(&[("a", b"1")]);
    let empty = [b"PK\x05\x06".to_vec(), vec![0; 18]].concat();
    let out = unpack_by_default("x", &[archive.clone(), empty].concat());
    assert_eq!(out.text("x!/a"), "1");
    let mut other = archive;
    other[30] = b'b';
    let out = unpack_by_default("x", &other);
    assert_eq!(out.text("x!/a"), "1");
    assert_eq!(out.messages(), ["cannot look at all of `x`: its directory has `a` for what calls itself `b`"]);
}

#[test]
fn unknown_compression_is_a_gap() {
    let mut archive = zip(&[("a", b"1"), ("b", b"2")]);
    let at = archive.windows(4).position(|magic| magic == b"PK\x01\x02").unwrap();
    archive[at + 10] = 97;
    let out = unpack_by_default("x", &archive);
    assert_eq!(out.paths(), ["x!/b"]);
    assert_eq!(out.messages(), ["cannot look at `x!/a`: its compression, method 97, is not supported"]);
}

#[test]
fn a_claimed_size_is_not_believed() {
    for size in [u64::MAX, 1 << 63, 1 << 40] {
        let out = unpack_by_default("x.tar", &[header("a", b'0', size), b"abc".to_vec()].concat());
        assert_eq!(out.text("x.tar!/a"), "abc");
        assert_eq!(out.notices.len(), 1);
        let out = unpack_by_default("x.tar", &[header("a", b'x', size), entry("b", b'0', b"1")].concat());
        assert!(!out.notices.is_empty());
    }
}

#[test]
fn a_window_that_is_too_large_is_not_allocated() {
    // A frame header (RFC 8878, 3.1.1.1) whose window is 2 GiB.
    let out = unpack_by_default("x.zst", &[0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3, 1, 0, 0]);
    assert!(out.files.is_empty() && out.messages()[0].contains("indow"), "{:?}", out.messages());
}

#[test]
fn a_dictionary_that_is_too_large_is_not_allocated() {
    // One byte, packed with a dictionary of 256 MiB.
    let mut packed = vec![0xfd, b'7', b'z', b'X', b'Z', 0, 0, 4, 0xe6, 0xd6, 0xb4, 0x46];
    let block = [2, 0, 0x21, 1, 32, 0, 0, 0];
    let mut crc = flate2::Crc::new();
    crc.update(&block);
    packed.extend(block);
    packed.extend(crc.sum().to_le_bytes());
    packed.extend([1, 0, 0, b'a', 0, 0, 0, 0]);
    let out = unpack_by_default("x.xz", &packed);
    assert!(out.files.is_empty() && out.messages()[0].contains("memory"), "{:?}", out.messages());
}

#[test]
fn streams_without_anything_in_them_are_bounded() {
    let out = unpack_by_default("x.bz2", &bzip2(b"").repeat(100_000));
    assert_eq!(out.messages(), ["cannot look at all of `x.bz2`: it has too many bzip2 streams"]);
}

fn archives() -> Vec<Vec<u8>> {
    let files: [(&str, &[u8]); 3] = [("x/a.py", b"import os\n"), ("empty", b""), ("b", &[7; 700])];
    let plain = tar(&files);
    let pax = [entry("pax", b'x', b"12 path=abc\n"), entry("short", b'0', b"1")].concat();
    let nested = zip(&[("i.zip", &zip(&files)), ("t.tgz", &gzip(&plain))]);
    vec![zip(&files), nested, gzip(&plain), bzip2(&plain), xz(&plain), zstd(&plain), plain, pax, gzip(b"one")]
}

fn small() -> Limits {
    Limits { unpacked: 8 << 20, ..Limits::default() }
}

proptest! {
    #[test]
    fn mutated_archives_do_no_harm(
        which in 0..9_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = archives().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let out = unpack("x", &bytes, &small(), 512);
        prop_assert!(out.files.values().map(Vec::len).sum::<usize>() <= 8 << 20);
        prop_assert!(out.notices.len() <= 200);
    }

    #[test]
    fn a_cut_archive_is_never_silently_shorter(cut in any::<prop::sample::Index>()) {
        let archive = zip(&[("a", b"one"), ("b", b"two")]);
        let bytes = &archive[..4 + cut.index(archive.len() - 4)];
        prop_assert!(!unpack_by_default("x", bytes).notices.is_empty());
    }

    #[test]
    fn any_bytes_do_no_harm(magic in 0..9_usize, bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let heads: [&[u8]; 9] = [b"", b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b\x08", b"BZh91AY&SY",
            b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"PK\x01\x02"];
        unpack("x", &[heads[magic], &bytes].concat(), &small(), 512);
    }
}
