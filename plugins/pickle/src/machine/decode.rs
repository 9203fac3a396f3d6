//! From bytes to instructions: every literal is passed over, and only its start is kept.

use super::opcode::{self, Argument, Opcode};
use super::value::{Form, Text};
use crate::source::{End, Reader};

/// How much of a text is kept, in bytes: more than any name of Python's is long.
const MOST_TEXT: usize = 256;

/// How much of a line is kept, in bytes: escapes make a text four to six times as long.
const MOST_LINE: usize = 6 * MOST_TEXT;

/// Why a pickle cannot be read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// Of the instruction.
    pub offset: u64,
    /// Ends a sentence that starts with "it".
    pub why: String,
    /// Whether an unpickler would have read on.
    pub bound: bool,
}

impl Broken {
    pub(crate) fn new(offset: u64, why: impl Into<String>) -> Self {
        Broken { offset, why: why.into(), bound: false }
    }
}

/// An opcode and what follows it.
#[derive(Debug, Clone)]
pub(crate) struct Instruction {
    pub opcode: &'static Opcode,
    pub offset: u64,
    /// With its argument, in bytes.
    pub length: u64,
    pub operand: Operand,
}

/// What follows an opcode, as far as it matters.
#[derive(Debug, Clone)]
pub(crate) enum Operand {
    Nothing,
    Number(i64),
    Text(Text),
    /// Not decoded.
    Line(Text),
    /// A module and a name.
    Names(Box<[Text; 2]>),
}

/// The next instruction; none at the end.
pub(crate) fn next(reader: &mut Reader<'_>) -> Result<Instruction, Broken> {
    let offset = reader.position();
    let (opcode, operand) = read(reader, offset).map_err(|error| match error {
        Failure::End(End::Eof) => Broken::new(offset, "ends in the middle"),
        Failure::End(End::Bound(why)) => Broken { offset, why, bound: true },
        Failure::Bad(why) => Broken::new(offset, why),
    })?;
    Ok(Instruction { opcode, offset, length: reader.position().saturating_sub(offset), operand })
}

enum Failure {
    End(End),
    Bad(String),
}

impl From<End> for Failure {
    fn from(end: End) -> Self {
        Failure::End(end)
    }
}

fn read(reader: &mut Reader<'_>, offset: u64) -> Result<(&'static Opcode, Operand), Failure> {
    let code = reader.byte()?;
    let Some(opcode) = opcode::of(code) else {
        return Err(Failure::Bad(format!("has the byte 0x{code:02x}, which is no opcode")));
    };
    let operand = match opcode.argument {
        Argument::Nothing => Operand::Nothing,
        Argument::Number(width) => Operand::Number(i64::try_from(reader.number(width)?).unwrap_or(i64::MAX)),
        Argument::Signed(width) => Operand::Number(signed(reader.number(width)?, width)),
        Argument::Skipped(width) => {
            reader.skip(u64::from(width))?;
            Operand::Nothing
        }
        Argument::Line => Operand::Line(line(reader)?),
        Argument::TwoLines => Operand::Names(Box::new([line(reader)?, line(reader)?])),
        Argument::Counted(width) => counted(reader, code, width, offset)?,
    };
    Ok((opcode, operand))
}

/// A number whose highest bit is its sign.
fn signed(number: u64, width: u8) -> i64 {
    let unused = 64 - 8 * u32::from(width.clamp(1, 8));
    (number << unused).cast_signed() >> unused
}

fn line(reader: &mut Reader<'_>) -> Result<Text, Failure> {
    let offset = reader.position();
    let line = reader.line(MOST_LINE)?;
    let mut kept = line.kept;
    // A pickle of protocol 0 that went through a text mode is still loaded by programs that read it in one.
    if kept.last() == Some(&b'\r') {
        kept.pop();
    }
    let length = reader.position().saturating_sub(offset);
    Ok(Text { form: Form::Unicode, kept: kept.into_boxed_slice(), cut: line.cut, escaped: true, offset, length })
}

fn counted(reader: &mut Reader<'_>, code: u8, width: u8, offset: u64) -> Result<Operand, Failure> {
    let length = reader.number(width)?;
    let form = match code {
        b'T' | b'U' => Form::Old,
        b'X' | 0x8c | 0x8d => Form::Unicode,
        _ => Form::Bytes,
    };
    // Both are signed where they are read.
    if matches!(code, b'T' | 0x8b) && length > i32::MAX.unsigned_abs().into() {
        return Err(Failure::Bad("has a negative length".to_owned()));
    }
    let start = offset.saturating_add(1 + u64::from(width));
    let kept = reader.keep(length, MOST_TEXT)?;
    if matches!(code, 0x8a | 0x8b) {
        return Ok(long(&kept, length));
    }
    let cut = (kept.len() as u64) < length;
    Ok(Operand::Text(Text { form, kept: kept.into_boxed_slice(), cut, escaped: false, offset: start, length }))
}

/// An integer of any length, in two's complement; nothing when it is longer than any size or number of things can be.
fn long(bytes: &[u8], length: u64) -> Operand {
    if length > 8 {
        return Operand::Nothing;
    }
    let number = bytes.iter().rev().fold(0u64, |number, &byte| (number << 8) | u64::from(byte));
    let width = u8::try_from(length).unwrap_or(8);
    Operand::Number(if width == 0 { 0 } else { signed(number, width) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_sign() {
        assert_eq!(signed(0xff, 1), -1);
        assert_eq!(signed(0x7f, 1), 127);
        assert_eq!(signed(u64::from(u32::MAX), 4), -1);
        assert_eq!(signed(u64::MAX, 8), -1);
        assert!(matches!(long(&[], 0), Operand::Number(0)));
        assert!(matches!(long(&[0x00, 0x80], 2), Operand::Number(-32768)));
    }
}
