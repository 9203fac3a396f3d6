//! Pickles and archives written down as text, so that no file in the repository is one.
//!
//! A line is an opcode and its arguments: `GLOBAL 'os' 'system'`, `BININT1 7`. `BYTES 80 ff` puts bytes as they are,
//! `REPEAT 9 'text'` a `BINUNICODE` of a text many times over. A line `member 'name' …` starts a member of a zip; it takes
//! `local='name'`, `flags=`, `local-flags=`, `local-method=`, `checksum=`, `deflated`, `streamed` and `hidden`. What does not
//! start with an opcode or a member is taken for the file's own bytes.

use std::io::Write;

use flate2::Crc;
use flate2::write::DeflateEncoder;

use crate::machine::opcode::{Argument, OPCODES, Opcode};

/// Bytes, and which line of the text they came from.
#[derive(Debug, Default)]
pub(super) struct Assembled {
    pub bytes: Vec<u8>,
    /// Where bytes start, and where in the text their line does.
    lines: Vec<(u64, u64)>,
}

impl Assembled {
    /// Where in the text the line starts that brought a byte.
    pub(super) fn line_start(&self, offset: u64) -> u64 {
        self.lines.iter().rev().find(|(start, _)| *start <= offset).map_or(0, |(_, line)| *line)
    }
}

/// One member of an archive.
#[derive(Debug, Default, Clone)]
pub(super) struct Member {
    pub name: String,
    pub local: Option<String>,
    pub flags: u16,
    pub local_flags: Option<u16>,
    pub local_method: Option<u16>,
    pub checksum: Option<u32>,
    pub deflated: bool,
    pub streamed: bool,
    pub hidden: bool,
    pub content: Vec<u8>,
}

/// A member, where its line starts in the text, and where its content's lines do.
type Placed = (Member, u64, Vec<(u64, u64)>);

/// Assembles a text.
pub(super) fn assemble(text: &str) -> Assembled {
    let first = text.split_whitespace().next().unwrap_or_default();
    if first != "member" && opcode(first).is_none() && first != "BYTES" {
        let bytes = text.as_bytes().to_vec();
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at as u64 + 1));
        return Assembled { bytes, lines: starts.map(|start| (start, start)).collect() };
    }
    let mut members: Vec<Placed> = Vec::new();
    let mut plain = Assembled::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = words(line);
        match words.first().map(String::as_str) {
            None => {}
            Some("member") => members.push((member(&words), at, Vec::new())),
            Some(_) => match members.last_mut() {
                Some((member, _, lines)) => {
                    lines.push((member.content.len() as u64, at));
                    member.content.extend(instruction(&words));
                }
                None => {
                    plain.lines.push((plain.bytes.len() as u64, at));
                    plain.bytes.extend(instruction(&words));
                }
            },
        }
        at += line.len() as u64;
    }
    if members.is_empty() {
        return plain;
    }
    archive(&members)
}

fn archive(members: &[Placed]) -> Assembled {
    let all: Vec<_> = members.iter().map(|(member, ..)| member.clone()).collect();
    let (bytes, places) = zip(&all);
    let mut lines = Vec::new();
    for ((header, data), (member, line, inner)) in places.into_iter().zip(members) {
        lines.push((header, *line));
        if !member.deflated {
            lines.extend(inner.iter().map(|(start, line)| (data + start, *line)));
        }
    }
    Assembled { bytes, lines }
}

/// A zip, and where the header and the data of each member are.
pub(super) fn zip(members: &[Member]) -> (Vec<u8>, Vec<(u64, u64)>) {
    let (mut bytes, mut directory, mut places, mut count) = (Vec::new(), Vec::new(), Vec::new(), 0u16);
    for member in members {
        let header = bytes.len() as u32;
        let mut crc = Crc::new();
        crc.update(&member.content);
        let checksum = member.checksum.unwrap_or(crc.sum());
        let data = if member.deflated { deflate(&member.content) } else { member.content.clone() };
        let method = u16::from(member.deflated) * 8;
        let streamed = u16::from(member.streamed) * 8;
        let sizes = (checksum, data.len() as u32, member.content.len() as u32);
        let local = member.local.as_ref().unwrap_or(&member.name);
        let flags = member.local_flags.unwrap_or(member.flags) | streamed;
        bytes.extend(b"PK\x03\x04\x14\0");
        let local_sizes = if member.streamed { (0, 0, 0) } else { sizes };
        fields(&mut bytes, flags, member.local_method.unwrap_or(method), local_sizes, local.len());
        bytes.extend(local.as_bytes());
        places.push((u64::from(header), bytes.len() as u64));
        bytes.extend(&data);
        if member.streamed {
            bytes.extend(b"PK\x07\x08");
            for number in [sizes.0, sizes.1, sizes.2] {
                bytes.extend(number.to_le_bytes());
            }
        }
        if !member.hidden {
            directory.extend(b"PK\x01\x02\x14\0\x14\0");
            fields(&mut directory, member.flags | streamed, method, sizes, member.name.len());
            directory.extend([0; 10]);
            directory.extend(header.to_le_bytes());
            directory.extend(member.name.as_bytes());
            count += 1;
        }
    }
    let start = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    (bytes, places)
}

/// What both headers have in common, from the flags to the extra field's length.
fn fields(bytes: &mut Vec<u8>, flags: u16, method: u16, (checksum, packed, size): (u32, u32, u32), name: usize) {
    bytes.extend(flags.to_le_bytes());
    bytes.extend(method.to_le_bytes());
    bytes.extend([0; 4]);
    for number in [checksum, packed, size] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend((name as u16).to_le_bytes());
    bytes.extend([0; 2]);
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn member(words: &[String]) -> Member {
    let mut member = Member { name: words[1].clone(), ..Member::default() };
    for word in &words[2..] {
        match word.split_once('=').unwrap_or((word, "")) {
            ("local", name) => member.local = Some(name.to_owned()),
            ("flags", flags) => member.flags = flags.parse().unwrap(),
            ("local-flags", flags) => member.local_flags = Some(flags.parse().unwrap()),
            ("local-method", method) => member.local_method = Some(method.parse().unwrap()),
            ("checksum", checksum) => member.checksum = Some(checksum.parse().unwrap()),
            ("deflated", _) => member.deflated = true,
            ("streamed", _) => member.streamed = true,
            ("hidden", _) => member.hidden = true,
            _ => panic!("`{word}` says nothing about a member"),
        }
    }
    member
}

fn opcode(name: &str) -> Option<Opcode> {
    OPCODES.into_iter().find(|opcode| opcode.name == name)
}

/// Words and quoted texts, without their quotes; a comment ends the line.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '\'' => (quoted, any) = (!quoted, true),
            '#' if !quoted => break,
            _ if c.is_whitespace() && !quoted => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            _ => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

fn instruction(words: &[String]) -> Vec<u8> {
    let argument = words.get(1).map(String::as_str).unwrap_or_default();
    match words[0].as_str() {
        "BYTES" => return words[1..].iter().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect(),
        "REPEAT" => return instruction(&["BINUNICODE".to_owned(), words[2].repeat(argument.parse().unwrap())]),
        _ => {}
    }
    let opcode = opcode(&words[0]).unwrap_or_else(|| panic!("`{}` is no opcode", words[0]));
    let mut bytes = vec![opcode.code];
    match opcode.argument {
        Argument::Nothing => {}
        Argument::Number(width) | Argument::Signed(width) | Argument::Skipped(width) => {
            let number: i64 = argument.parse().unwrap();
            bytes.extend(&number.to_le_bytes()[..usize::from(width)]);
        }
        Argument::Line if opcode.code == b'S' => bytes.extend(format!("'{argument}'\n").bytes()),
        Argument::Line => bytes.extend(format!("{argument}\n").bytes()),
        Argument::TwoLines => bytes.extend(format!("{argument}\n{}\n", words[2]).bytes()),
        Argument::Counted(width) => {
            bytes.extend(&(argument.len() as u64).to_le_bytes()[..usize::from(width)]);
            bytes.extend(argument.bytes());
        }
    }
    bytes
}
