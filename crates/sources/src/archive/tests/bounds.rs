//! Nothing is unpacked beyond the limits, and that is said.

use super::build::{gzip, tar, xz, zip, zip_by, zstd};
use super::*;

fn zeros() -> Vec<u8> {
    vec![0; 8 << 20]
}

#[test]
fn a_stream_that_unpacks_to_too_much() {
    for packed in [gzip(&zeros()), xz(&zeros()), zstd(&zeros())] {
        let out = unpack_by_default("z.gz", &packed);
        assert!(out.files.is_empty());
        assert!(out.messages()[0].contains("`archives.ratio`"), "{:?}", out.messages());
    }
}

#[test]
fn a_zip_member_that_unpacks_to_too_much_does_not_hide_the_next() {
    let out = unpack_by_default("z.zip", &zip(&[("zeros", &zeros()), ("b", b"2")]));
    assert_eq!(out.paths(), ["z.zip!/b"]);
    assert_eq!(
        out.messages(),
        ["cannot look at `z.zip!/zeros`: it unpacks to more than `archives.ratio` allows for its packed size"]
    );
}

#[test]
fn a_packed_tar_archive_that_unpacks_to_too_much_says_so_of_the_rest() {
    let out = unpack_by_default("z.tgz", &gzip(&tar(&[("a", b"1"), ("zeros", &zeros()), ("b", b"2")])));
    assert_eq!(out.paths(), ["z.tgz!/a"]);
    assert!(out.messages()[0].starts_with("cannot look at `z.tgz!/zeros`: "));
    assert!(out.messages()[1].starts_with("cannot look at all of `z.tgz`: "));
}

#[test]
fn a_ratio_is_not_asked_of_small_files() {
    let out = unpack_by_default("z.gz", &gzip(&[0; 1 << 20]));
    assert_eq!((out.paths(), out.messages()), (vec!["z.gz!/z"], vec![]));
}

#[test]
fn all_unpacked_bytes_count_together() {
    let limits = Limits { unpacked: 2500, ..Limits::default() };
    let inner = zip(&[("a", &[1; 1000]), ("b", &[2; 1000])]);
    let out = unpack("o.zip", &zip(&[("i.zip", &inner), ("c", &[3; 1000])]), &limits, 1 << 20);
    assert!(out.files.contains_key("o.zip!/i.zip!/a") && !out.files.contains_key("o.zip!/c"));
    assert!(out.messages().iter().any(|message| message.contains("`archives.unpacked`")), "{:?}", out.messages());
    for archive in [tar(&[("a", &[1; 3000])]), gzip(&tar(&[("a", &[1; 3000])]))] {
        let out = unpack("a.tar", &archive, &limits, 1 << 20);
        assert!(out.files.is_empty() && out.messages()[0].contains("`archives.unpacked`"), "{:?}", out.messages());
    }
}

#[test]
fn all_members_count_together() {
    let limits = Limits { members: 3, ..Limits::default() };
    let inner = tar(&[("a", b""), ("b", b""), ("c", b"")]);
    let out = unpack("o.zip", &zip(&[("i.tar", &inner), ("d", b"")]), &limits, 1 << 20);
    assert_eq!(out.paths(), ["o.zip!/i.tar", "o.zip!/i.tar!/a", "o.zip!/i.tar!/b"]);
    assert_eq!(out.notices.len(), 2);
    assert!(out.messages().iter().all(|message| message.contains("`archives.members`")));
}

#[test]
fn archives_are_not_opened_below_the_depth() {
    let mut archive = zip(&[("x", b"1")]);
    for _ in 0..5 {
        archive = zip(&[("n.zip", &archive)]);
    }
    let out = unpack_by_default("o.zip", &archive);
    assert_eq!(out.files.len(), 3);
    assert_eq!(
        out.messages(),
        ["cannot look at all of `o.zip!/n.zip!/n.zip!/n.zip`: it is nested deeper than `archives.depth` allows"]
    );
}

#[test]
fn entries_that_share_their_bytes_are_bounded() {
    // The directory's one entry, a thousand times.
    let one = zip(&[("a", &[0; 1 << 20])]);
    let start = one.windows(4).rposition(|magic| magic == b"PK\x01\x02").unwrap();
    let end = one.windows(4).rposition(|magic| magic == b"PK\x05\x06").unwrap();
    let (entry, mut record) = (&one[start..end], one[end..].to_vec());
    record[8..10].copy_from_slice(&1000_u16.to_le_bytes());
    record[10..12].copy_from_slice(&1000_u16.to_le_bytes());
    record[12..16].copy_from_slice(&u32::try_from(entry.len() * 1000).unwrap().to_le_bytes());
    let bomb = [one[..start].to_vec(), entry.repeat(1000), record].concat();
    let limits = Limits { unpacked: 10 << 20, ..Limits::default() };
    let out = unpack("b.zip", &bomb, &limits, 2 << 20);
    assert_eq!(out.files.len(), 10);
    assert!(out.messages().last().unwrap().contains("`archives.unpacked`"));
}

#[test]
fn many_gaps_are_counted() {
    let names: Vec<String> = (0..50).map(|number| format!("f{number}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    let mut archive = zip_by(::zip::CompressionMethod::Stored, &files);
    let at: Vec<usize> = (0..archive.len() - 4).filter(|&at| archive[at..].starts_with(b"PK\x01\x02")).collect();
    at.iter().for_each(|at| archive[at + 8] |= 1);
    let out = unpack_by_default("e.zip", &archive);
    assert_eq!(out.notices.len(), 21);
    assert_eq!(out.messages()[0], "cannot look at `e.zip!/f0`: it is encrypted");
    assert_eq!(out.messages()[20], "30 more gaps in `e.zip` are not listed");
}
