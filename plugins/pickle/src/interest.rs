//! Which files the plugin asks for.
//!
//! A pickle has no magic number: protocols 0 and 1 start with whatever opcode comes first. But only the opcodes that need
//! nothing before them can come first, and of some of these what follows is known as well; what cannot be the start of a
//! pickle that works is left out. That is what keeps most text away, since `a` to `z`, quotes, `#`, `<`, `[` and `{` start
//! nothing, but for `c`.

use secws_plugin_sdk::{Interest, Literal};

use crate::machine::opcode::OPCODES;
use crate::named::{MODELS, OTHERS, PACKED, PICKLES};

/// The directory's end: a zip is read from there, so anything may stand before it.
pub(crate) const END_OF_ZIP: &[u8] = b"PK\x05\x06";

/// All interests, the plugin's own settings having no part in them.
pub(crate) fn interests() -> Vec<Interest> {
    vec![first_opcode(), by_name(), zip_at_start(), zip_anywhere()]
}

fn first_opcode() -> Interest {
    let mut interest = Interest::of("first-opcode").by_pieces();
    for opcode in OPCODES.iter().filter(|opcode| opcode.opens) {
        let seconds: &[u8] = match opcode.code {
            // A number may have white space before it, as `int` allows.
            b'I' | b'L' => b"0123456789+- \t\x0b\x0c\r",
            // So may one with a point, which may also be infinite, or no number.
            b'F' => b"0123456789+-. \t\x0b\x0c\riInN",
            b'S' => b"'\"",
            0x80 => &[0, 1, 2, 3, 4, 5, 6, 7, 8],
            _ => b"",
        };
        if seconds.is_empty() {
            interest = interest.magic(0, &[opcode.code]);
        }
        for &second in seconds {
            interest = interest.magic(0, &[opcode.code, second]);
        }
    }
    interest
}

fn by_name() -> Interest {
    let mut globs = Vec::new();
    for ending in PICKLES.iter().chain(&MODELS) {
        globs.push(format!("*.{ending}"));
        globs.extend(PACKED.iter().map(|packed| format!("*.{ending}.{packed}")));
    }
    globs.extend(OTHERS.iter().map(|ending| format!("*.{ending}")));
    let globs: Vec<_> = globs.iter().map(String::as_str).collect();
    Interest::of("name").globs(&globs).by_pieces().opens()
}

fn zip_at_start() -> Interest {
    Interest::of("zip").magic(0, b"PK\x03\x04").magic(0, END_OF_ZIP).by_pieces().opens()
}

fn zip_anywhere() -> Interest {
    Interest::of("zip-behind-something").literal(Literal::bytes(END_OF_ZIP)).by_pieces().opens()
}

#[cfg(test)]
mod tests {
    use secws_plugin_sdk::testing::MemoryFile;

    use super::*;

    fn is_wanted(path: &str, bytes: &[u8]) -> bool {
        MemoryFile::routed(path, bytes, &interests()).is_some()
    }

    #[test]
    fn pickles_are_wanted_whatever_their_name() {
        for start in [
            b"\x80\x04N.".as_slice(),
            b"cos\nsystem\n.",
            b"(lp0\n.",
            b"(dp0\n.",
            b"}q\x00.",
            b"I1\n.",
            b"I 1\n.",
            b"L-5L\n.",
            b"Finf\n.",
            b"S'a'\n.",
            b"Vx\n.",
            b"K\x01.",
            b"X\x01\0\0\0x.",
            b"U\x01x.",
            b"N.",
            b"\x8c\x01x.",
            b"\x95\0\0\0\0\0\0\0\0N.",
        ] {
            assert!(is_wanted("notes.txt", start), "{start:?}");
        }
    }

    #[test]
    fn most_text_is_not() {
        for text in [
            "import os\n",
            "# Title\n",
            "{\"a\": 1}",
            "[section]\n",
            "<html>",
            "def f():\n",
            "If so.",
            "Some words.",
            "From x",
            "",
        ] {
            assert!(!is_wanted("notes.txt", text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn containers_are_wanted_by_name_and_by_content() {
        assert!(is_wanted("a/model.PT", b""));
        assert!(is_wanted("a/model.pkl.gz", b"\x1f\x8b"));
        assert!(is_wanted("thing", b"PK\x03\x04"));
        assert!(is_wanted("thing", b"\x7fELF and then PK\x05\x06"));
    }
}
