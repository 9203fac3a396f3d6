//! Zip archives, read as widely as all programs that load models from them do together.
//!
//! The `zip` crate is not used here on purpose: it rightly refuses what is inconsistent, and inconsistencies are how pickles
//! are hidden from scanners. This reader believes the directory and the members' own headers, where the two differ both,
//! ignores checksums and flags, and says what it met.

mod end;
mod entry;
mod orphans;

use std::collections::BTreeMap;

use flate2::Crc;
use secws_plugin_sdk::Gap;

use crate::look::{Place, Scan};
use crate::named::Named;
use crate::source::{Bytes, Codec, PIECE, Source};
use entry::Entry;

/// How much of a pickle is read once more for its checksum, in bytes.
const MOST_CHECKED: u64 = 16 << 20;

/// Something about an archive that programs do not agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anomaly {
    /// The member's path, or nothing for the archive as a whole.
    pub member: String,
    /// A whole sentence.
    pub message: String,
    /// Whether some well-meant program writes such archives.
    pub is_common: bool,
    /// Offset of what is odd, in the archive.
    pub offset: u64,
}

/// What was met in one archive.
#[derive(Default)]
struct Archive {
    anomalies: Vec<Anomaly>,
    pickles: u64,
    encrypted: u64,
    /// Members that are packed in a way that is not known, by the number of the way.
    unknown: BTreeMap<u16, u64>,
    /// Where members are: from their headers to the ends of their data.
    covered: Vec<(u64, u64)>,
}

impl Archive {
    fn say(&mut self, member: &[u8], offset: u64, message: &str) {
        self.anomalies.push(Anomaly { member: shown(member), message: message.to_owned(), is_common: false, offset });
    }
}

/// A member's name as text.
fn shown(name: &[u8]) -> String {
    crate::machine::render::plain(&String::from_utf8_lossy(name), 200)
}

/// Looks at all members of an archive; whether there is one, and whether it holds a pickle.
pub(crate) fn look(scan: &mut Scan<'_>, source: &Source, place: &Place, depth: u8) -> Option<bool> {
    let (directories, more) = end::directories(source, scan.bytes);
    let starts_as_one = source.read(scan.bytes, 0, 4) == b"PK\x03\x04";
    if directories.is_empty() && !starts_as_one {
        return None;
    }
    let mut archive = Archive::default();
    let mut end = source.size().unwrap_or(0);
    let mut read = 0;
    for directory in &directories {
        // That of an archive within this one is looked at with the member that it is in.
        if archive.covered.iter().any(|&(start, stop)| (start..stop).contains(&directory.end)) {
            continue;
        }
        read += 1;
        end = end.min(directory.start);
        let (entries, more) = entry::members(*directory, source, scan.bytes);
        if more {
            let message = format!("Only the first {} members of the archive were looked at.", entry::MOST_MEMBERS);
            scan.gaps.push(Gap::unread(message, Some(scan.location(source, place, None))));
        }
        duplicates(&mut archive, &entries);
        for entry in entries {
            member(scan, &mut archive, source, &entry, place, depth);
        }
    }
    if read > 1 || more {
        let message = "The archive has more than one directory, and programs differ in which one they read.";
        archive.say(b"", end, message);
    }
    orphans::look(scan, &mut archive, source, end, place, depth, directories.is_empty());
    finish(scan, archive, source, place);
    Some(true)
}

/// Two members of one name: which one is read depends on who reads.
fn duplicates(archive: &mut Archive, entries: &[Entry]) {
    let mut seen = BTreeMap::new();
    for entry in entries {
        if seen.insert(entry.name.as_slice(), entry.header).is_some_and(|header| header != entry.header) {
            let message = "Two members have this name, and programs differ in which one they read.";
            archive.say(&entry.name, entry.header, message);
        }
    }
}

/// A member of the directory.
fn member(scan: &mut Scan<'_>, archive: &mut Archive, source: &Source, entry: &Entry, place: &Place, depth: u8) {
    let Some((local, data)) = entry::local(entry.header, source, scan.bytes) else {
        let message =
            format!("The member '{}' of the archive has no header of its own, so it was not read.", shown(&entry.name));
        scan.gaps.push(Gap::unread(message, Some(scan.location(source, place, None))));
        return;
    };
    archive.covered.push((entry.header, data.saturating_add(entry.packed)));
    let mut names = vec![&entry.name];
    if local.name != entry.name {
        let message = format!("The member's own header calls it '{}'.", shown(&local.name));
        archive.say(&entry.name, entry.header, &message);
        names.push(&local.name);
    }
    let mut readings = vec![(entry.method, entry.packed.max(stored_size(entry)))];
    let differs = local.method != entry.method || local.packed != entry.packed && !local.is_streamed() && local.packed != 0;
    if differs {
        archive.say(&entry.name, entry.header, "The member's own header says that it is packed otherwise.");
        readings.push((local.method, local.packed.max(stored_size(&local))));
    }
    let named = names.iter().map(|name| crate::named::named(&String::from_utf8_lossy(name))).min().unwrap_or(Named::Other);
    let inner = place.member(&shown(&entry.name), named);
    let mut pickle = false;
    for (method, length) in readings {
        pickle |= reading(scan, archive, source.part(data, length), method, &inner, depth);
    }
    let encrypted = entry.is_encrypted() || local.is_encrypted();
    if pickle {
        archive.pickles += 1;
        if encrypted || entry.is_patch() || local.is_patch() {
            let message =
                "The member is marked as encrypted or as a patch and is neither, so some programs refuse to read it.";
            archive.say(&entry.name, entry.header, message);
        }
        check_sum(scan, archive, &source.part(data, entry.packed), entry);
    } else if encrypted {
        archive.encrypted += 1;
    }
}

/// What is stored as it is has one size, whichever of the two is read.
fn stored_size(entry: &Entry) -> u64 {
    if entry.method == 0 { entry.size } else { 0 }
}

/// Looks at a member's data as one of the two headers says that it is packed.
fn reading(scan: &mut Scan<'_>, archive: &mut Archive, data: Source, method: u16, place: &Place, depth: u8) -> bool {
    match method {
        0 => scan.look(&data, place, depth + 1),
        8 => scan.look(&data.packed(Codec::Deflate), place, depth + 1),
        _ => {
            *archive.unknown.entry(method).or_default() += 1;
            false
        }
    }
}

fn check_sum(scan: &Scan<'_>, archive: &mut Archive, data: &Source, entry: &Entry) {
    if entry.size > MOST_CHECKED || entry.packed > MOST_CHECKED {
        return;
    }
    let Some(sum) = sum(scan.bytes, data, entry) else { return };
    if sum != entry.checksum {
        archive.anomalies.push(Anomaly {
            member: shown(&entry.name),
            message: "The member's checksum is wrong, so some programs refuse to read it and others do.".to_owned(),
            // PyTorch leaves checksums out when it is asked to.
            is_common: true,
            offset: entry.header,
        });
    }
}

fn sum(bytes: &Bytes<'_>, data: &Source, entry: &Entry) -> Option<u32> {
    let unpacked = match entry.method {
        0 => data.clone(),
        8 => data.clone().packed(Codec::Deflate),
        _ => return None,
    };
    let mut reader = unpacked.open(bytes, PIECE);
    let (mut sum, mut piece) = (Crc::new(), Vec::new());
    loop {
        reader.take(&mut piece, PIECE).ok()?;
        if piece.is_empty() {
            return Some(sum.sum());
        }
        sum.update(&piece);
    }
}

/// Says what was not read, and what was odd if the archive holds a pickle or is named as if it did.
fn finish(scan: &mut Scan<'_>, archive: Archive, source: &Source, place: &Place) {
    let location = scan.location(source, place, None);
    if archive.encrypted > 0 {
        let message = format!("Encrypted members of the archive were not read: {}.", archive.encrypted);
        scan.gaps.push(Gap::unread(message, Some(location.clone())));
    }
    for (method, count) in &archive.unknown {
        let message = format!("Members of the archive that are packed by method {method} were not read: {count}.");
        scan.gaps.push(Gap::unread(message, Some(location.clone())));
    }
    if archive.pickles > 0 || place.named != Named::Other {
        for anomaly in &archive.anomalies {
            scan.report_anomaly(anomaly, source, place);
        }
    }
}

fn number_at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let slice = bytes.get(at..).and_then(|rest| rest.get(..N));
    slice.and_then(|slice| slice.try_into().ok()).unwrap_or([0; N])
}

/// A little-endian number; zero past the end, so lengths are checked before it matters.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(number_at(bytes, at))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(number_at(bytes, at))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(number_at(bytes, at))
}
