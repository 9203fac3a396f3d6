//! What each format holds comes out.

use super::build::{bzip2, entry, gzip, header, replaced, tar, xz, zip, zip_by, zstd};
use super::*;
use ::zip::CompressionMethod;

const FILES: [(&str, &[u8]); 3] = [("x/a.py", b"import os\n"), ("x/empty", b""), ("b.txt", b"two")];

#[test]
fn members_of_a_zip_archive() {
    for method in [CompressionMethod::Deflated, CompressionMethod::Stored] {
        let out = unpack_by_default("dist/x.whl", &zip_by(method, &FILES));
        assert_eq!(out.paths(), ["dist/x.whl!/b.txt", "dist/x.whl!/x/a.py", "dist/x.whl!/x/empty"]);
        assert_eq!(out.text("dist/x.whl!/x/a.py"), "import os\n");
        assert_eq!(out.messages(), [""; 0]);
    }
}

#[test]
fn members_of_tar_archives_packed_or_not() {
    let plain = tar(&FILES);
    for packed in [plain.clone(), gzip(&plain), bzip2(&plain), xz(&plain), zstd(&plain)] {
        let out = unpack_by_default("x.tgz", &packed);
        assert_eq!(out.paths(), ["x.tgz!/b.txt", "x.tgz!/x/a.py", "x.tgz!/x/empty"]);
        assert_eq!(out.text("x.tgz!/b.txt"), "two");
        assert_eq!(out.messages(), [""; 0]);
    }
}

#[test]
fn a_packed_file_is_one_member() {
    for (ending, packed) in [("gz", gzip(b"hello")), ("bz2", bzip2(b"hello")), ("xz", xz(b"hello")), ("zst", zstd(b"hello"))]
    {
        let out = unpack_by_default(&format!("d/dump.sql.{ending}"), &packed);
        assert_eq!(out.text(&format!("d/dump.sql.{ending}!/dump.sql")), "hello");
        assert_eq!(out.messages(), [""; 0]);
    }
}

#[test]
fn streams_behind_one_another_are_one_file() {
    let skippable = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3].to_vec();
    for packed in [
        [gzip(b"one "), gzip(b"two")].concat(),
        [bzip2(b"one "), bzip2(b"two")].concat(),
        [xz(b"one "), xz(b"two")].concat(),
        [zstd(b"one "), skippable, zstd(b"two")].concat(),
    ] {
        assert_eq!(unpack_by_default("a", &packed).text("a!/a.unpacked"), "one two");
    }
}

#[test]
fn a_zip_archive_behind_something_else() {
    let zipapp = [b"#!/usr/bin/env python3\n".to_vec(), zip(&FILES)].concat();
    let out = unpack_by_default("app.pyz", &zipapp);
    assert_eq!(out.text("app.pyz!/b.txt"), "two");
    assert_eq!(out.messages(), [""; 0]);
}

#[test]
fn other_files_are_no_containers() {
    let mut text = b"a zip archive ends with PK\x05\x06 and its begin is PK\x03\x04".to_vec();
    text.extend([b'x'; 600]);
    for bytes in [&b""[..], b"BZh9 is no more than a beginning", b"PK", &[0; 2000], &text] {
        assert!(!is_container(&Content::of(bytes.into())));
        assert!(unpack_by_default("x", bytes).files.is_empty());
    }
    assert!(is_container(&Content::of(zip(&[]).into())));
    assert_eq!(unpack_by_default("x", &zip(&[])).messages(), [""; 0]);
}

#[test]
fn archives_in_archives() {
    let inner = gzip(&tar(&[("k.txt", b"deep")]));
    let out = unpack_by_default("a.zip", &zip(&[("b/c.tar.gz", &inner)]));
    assert_eq!(out.text("a.zip!/b/c.tar.gz!/k.txt"), "deep");
}

#[test]
fn large_members_are_kept_in_files() {
    let large: Vec<u8> = (0..300_000_u32).flat_map(|number| (number.wrapping_mul(2_654_435_761)).to_be_bytes()).collect();
    for archive in [zip(&[("large", &large)]), tar(&[("large", &large)]), gzip(&tar(&[("large", &large)]))] {
        let out = unpack("a", &archive, &Limits::default(), 1000);
        assert!(out.files["a!/large"] == large);
    }
}

#[test]
fn long_names_in_tar_archives() {
    let long = format!("{}/x.py", "d".repeat(300));
    assert_eq!(unpack_by_default("a.tar", &tar(&[(&long, b"1")])).text(&format!("a.tar!/{long}")), "1");
    let record = format!("{} path={long}\n", long.len() + 10);
    let pax = [entry("pax", b'x', record.as_bytes()), entry("short", b'0', b"1")].concat();
    assert_eq!(unpack_by_default("a.tar", &pax).paths(), [format!("a.tar!/{long}")]);
}

#[test]
fn pax_sizes_count() {
    let mut claims = header("a", b'0', 0);
    claims.extend(entry("", b'0', b"")[..0].iter());
    claims.extend([b'z'; 512]);
    let archive = [entry("pax", b'x', b"12 size=512\n"), claims, entry("b", b'0', b"2")].concat();
    let out = unpack_by_default("a.tar", &archive);
    assert_eq!((out.files["a.tar!/a"].len(), out.text("a.tar!/b")), (512, "2"));
}

#[test]
fn links_directories_and_devices_are_no_members() {
    let kinds: Vec<u8> = b"123456".iter().flat_map(|&kind| entry("x", kind, b"")).collect();
    let out = unpack_by_default("a.tar", &[kinds, entry("d/", 0, b""), entry("y", b'7', b"y")].concat());
    assert_eq!((out.paths(), out.messages()), (vec!["a.tar!/y"], vec![]));
    let mut writer = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = ::zip::write::SimpleFileOptions::default();
    writer.add_directory("d/", options).unwrap();
    writer.add_symlink("l", "/etc/passwd", options).unwrap();
    let out = unpack_by_default("a.zip", &writer.finish().unwrap().into_inner());
    assert!(out.files.is_empty() && out.notices.is_empty(), "{:?}", out.paths());
}

#[test]
fn a_sparse_member_is_a_gap() {
    let sparse = entry("pax", b'x', b"22 GNU.sparse.major=1\n");
    let archive = [entry("s", b'S', b"data"), sparse, entry("t", b'0', b"map"), entry("y", b'0', b"y")].concat();
    let out = unpack_by_default("a.tar", &archive);
    assert_eq!(out.paths(), ["a.tar!/y"]);
    assert_eq!(out.messages(), ["cannot look at `a.tar!/s`: it is sparse", "cannot look at `a.tar!/t`: it is sparse"]);
}

#[test]
fn names_of_members_are_made_normal() {
    let out = unpack_by_default("a.zip", &zip(&[("../../x", b"1"), ("/etc/y", b"2"), ("w\\z", b"3")]));
    assert_eq!(out.paths(), ["a.zip!/(..)/(..)/x", "a.zip!/etc/y", "a.zip!/w/z"]);
    let twice = replaced(&zip(&[("setup.py", b"1"), ("xetup.py", b"2")]), b"xetup.py", b"setup.py");
    let out = unpack_by_default("a.zip", &twice);
    assert_eq!((out.text("a.zip!/setup.py"), out.text("a.zip!/(2)/setup.py")), ("1", "2"));
    assert_eq!(out.messages(), Vec::<String>::new());
}
