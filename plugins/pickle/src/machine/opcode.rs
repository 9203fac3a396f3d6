//! The opcodes of pickle protocols 0 to 5.

/// What follows an opcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument {
    Nothing,
    /// A little-endian number of so many bytes.
    Number(u8),
    /// The same, signed.
    Signed(u8),
    /// Bytes that nothing here depends on.
    Skipped(u8),
    /// A line.
    Line,
    /// Two lines: a module, and a name in it.
    TwoLines,
    /// A length of so many bytes, then as many bytes.
    Counted(u8),
}

/// One opcode.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opcode {
    pub code: u8,
    pub name: &'static str,
    pub argument: Argument,
    /// Whether a pickle can start with it: it does not need anything on the stack, a mark or a memo.
    pub opens: bool,
}

use Argument::{Counted, Line, Nothing, Number, Signed, Skipped, TwoLines};

const fn opening(code: u8, name: &'static str, argument: Argument) -> Opcode {
    Opcode { code, name, argument, opens: true }
}

const fn later(code: u8, name: &'static str, argument: Argument) -> Opcode {
    Opcode { code, name, argument, opens: false }
}

/// All opcodes, by their codes.
pub(crate) const OPCODES: [Opcode; 68] = [
    opening(b'(', "MARK", Nothing),
    opening(b')', "EMPTY_TUPLE", Nothing),
    later(b'.', "STOP", Nothing),
    later(b'0', "POP", Nothing),
    later(b'1', "POP_MARK", Nothing),
    later(b'2', "DUP", Nothing),
    opening(b'B', "BINBYTES", Counted(4)),
    opening(b'C', "SHORT_BINBYTES", Counted(1)),
    opening(b'F', "FLOAT", Line),
    opening(b'G', "BINFLOAT", Skipped(8)),
    opening(b'I', "INT", Line),
    opening(b'J', "BININT", Signed(4)),
    opening(b'K', "BININT1", Number(1)),
    opening(b'L', "LONG", Line),
    opening(b'M', "BININT2", Number(2)),
    opening(b'N', "NONE", Nothing),
    opening(b'P', "PERSID", Line),
    later(b'Q', "BINPERSID", Nothing),
    later(b'R', "REDUCE", Nothing),
    opening(b'S', "STRING", Line),
    opening(b'T', "BINSTRING", Counted(4)),
    opening(b'U', "SHORT_BINSTRING", Counted(1)),
    opening(b'V', "UNICODE", Line),
    opening(b'X', "BINUNICODE", Counted(4)),
    opening(b']', "EMPTY_LIST", Nothing),
    later(b'a', "APPEND", Nothing),
    later(b'b', "BUILD", Nothing),
    opening(b'c', "GLOBAL", TwoLines),
    later(b'd', "DICT", Nothing),
    later(b'e', "APPENDS", Nothing),
    later(b'g', "GET", Line),
    later(b'h', "BINGET", Number(1)),
    later(b'i', "INST", TwoLines),
    later(b'j', "LONG_BINGET", Number(4)),
    later(b'l', "LIST", Nothing),
    later(b'o', "OBJ", Nothing),
    later(b'p', "PUT", Line),
    later(b'q', "BINPUT", Number(1)),
    later(b'r', "LONG_BINPUT", Number(4)),
    later(b's', "SETITEM", Nothing),
    later(b't', "TUPLE", Nothing),
    later(b'u', "SETITEMS", Nothing),
    opening(b'}', "EMPTY_DICT", Nothing),
    opening(0x80, "PROTO", Number(1)),
    later(0x81, "NEWOBJ", Nothing),
    opening(0x82, "EXT1", Number(1)),
    opening(0x83, "EXT2", Number(2)),
    opening(0x84, "EXT4", Number(4)),
    later(0x85, "TUPLE1", Nothing),
    later(0x86, "TUPLE2", Nothing),
    later(0x87, "TUPLE3", Nothing),
    opening(0x88, "NEWTRUE", Nothing),
    opening(0x89, "NEWFALSE", Nothing),
    opening(0x8a, "LONG1", Counted(1)),
    opening(0x8b, "LONG4", Counted(4)),
    opening(0x8c, "SHORT_BINUNICODE", Counted(1)),
    opening(0x8d, "BINUNICODE8", Counted(8)),
    opening(0x8e, "BINBYTES8", Counted(8)),
    opening(0x8f, "EMPTY_SET", Nothing),
    later(0x90, "ADDITEMS", Nothing),
    later(0x91, "FROZENSET", Nothing),
    later(0x92, "NEWOBJ_EX", Nothing),
    later(0x93, "STACK_GLOBAL", Nothing),
    later(0x94, "MEMOIZE", Nothing),
    opening(0x95, "FRAME", Skipped(8)),
    opening(0x96, "BYTEARRAY8", Counted(8)),
    // It needs buffers that the loading program brings, not the stack.
    opening(0x97, "NEXT_BUFFER", Nothing),
    later(0x98, "READONLY_BUFFER", Nothing),
];

/// Where an opcode stands in [`OPCODES`], by its code; past its end for what is none.
const PLACES: [u8; 256] = {
    let mut places = [u8::MAX; 256];
    let mut place = 0;
    while place < OPCODES.len() {
        places[OPCODES[place].code as usize] = place as u8;
        place += 1;
    }
    places
};

/// The opcode of a code.
#[inline]
pub(crate) fn of(code: u8) -> Option<&'static Opcode> {
    static ALL: [Opcode; 68] = OPCODES;
    ALL.get(usize::from(*PLACES.get(usize::from(code))?))
}

/// Whether a pickle can start with this byte.
pub(crate) fn opens(code: u8) -> bool {
    of(code).is_some_and(|opcode| opcode.opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_opcode_is_found_by_its_code() {
        for opcode in OPCODES {
            assert_eq!(of(opcode.code).map(|found| found.name), Some(opcode.name));
        }
        assert!(of(0).is_none() && of(0x99).is_none() && of(b'\n').is_none());
    }
}
