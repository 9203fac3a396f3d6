//! Values as a line of text that looks like Python, bounded in length and in depth.

use super::heap::Heap;
use super::names::Names;
use super::value::{Form, How, Items, Kind, Made, Node, Text, Value};

/// How long a text may get, in characters.
const MOST_LENGTH: usize = 160;

/// How much of a literal is shown, in characters.
const MOST_LITERAL: usize = 60;

/// How many values of a container are shown.
const MOST_ITEMS: usize = 4;

/// How deep values are shown in one another.
const MOST_DEPTH: u8 = 5;

const CUT: char = '…';

/// What a value is, or what makes it.
pub(crate) fn value(heap: &Heap, names: &Names, value: Value) -> String {
    let mut writer = Writer { heap, names, text: String::new(), left: MOST_LENGTH };
    writer.value(value, MOST_DEPTH);
    writer.text
}

/// What a value is, without what it was made of: short, and the same for many of them.
pub(crate) fn kind(heap: &Heap, names: &Names, made: Value) -> String {
    match heap.get(made) {
        Some(Node::Made(made)) if made.how != How::Persistent => format!("{}(…)", value(heap, names, made.callee)),
        Some(Node::Made(_)) => "persistent_load(…)".to_owned(),
        Some(Node::Text(text)) if matches!(text.form, Form::Unicode | Form::Old) => "str".to_owned(),
        Some(Node::Items(items)) => format!("{:?}", items.kind).to_lowercase(),
        Some(Node::Pairs(_)) => "dict".to_owned(),
        Some(Node::Text(_) | Node::Free) | None => "object".to_owned(),
    }
}

/// A call.
pub(crate) fn call(heap: &Heap, names: &Names, made: &Made) -> String {
    let mut writer = Writer { heap, names, text: String::new(), left: MOST_LENGTH };
    writer.made(made, MOST_DEPTH);
    writer.text
}

/// Text that is safe to show on a terminal and between backticks.
pub(crate) fn plain(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (count, c) in text.chars().enumerate() {
        if count >= most {
            shown.push(CUT);
            break;
        }
        escape(c, &mut shown);
    }
    shown
}

fn escape(c: char, into: &mut String) {
    // Text that runs the other way, or has no width, can hide what stands beside it.
    let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    match c {
        '\n' => into.push_str("\\n"),
        '\r' => into.push_str("\\r"),
        '\t' => into.push_str("\\t"),
        '`' => into.push('\''),
        _ if c.is_control() || hidden => into.extend(c.escape_unicode()),
        _ => into.push(c),
    }
}

struct Writer<'a> {
    heap: &'a Heap,
    names: &'a Names,
    text: String,
    /// How many more characters may follow.
    left: usize,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            match self.left {
                0 => return,
                1 => self.text.push(CUT),
                _ => self.text.push(c),
            }
            self.left -= 1;
        }
    }

    fn value(&mut self, value: Value, depth: u8) {
        if self.left == 0 {
            return;
        }
        match value {
            Value::None => self.push("None"),
            Value::True => self.push("True"),
            Value::False => self.push("False"),
            Value::Integer(number) => self.push(&number.to_string()),
            Value::Number | Value::Data | Value::Forgotten => self.push("…"),
            Value::Global(place) => {
                let shown = self.names.get(place).map(|global| plain(&global.name.dotted(), MOST_LENGTH));
                self.push(&shown.unwrap_or_default());
            }
            Value::Node(_) if depth == 0 => self.push("…"),
            Value::Node(_) => self.node(value, depth - 1),
        }
    }

    fn node(&mut self, value: Value, depth: u8) {
        match self.heap.get(value) {
            Some(Node::Text(text)) => self.literal(text),
            Some(Node::Items(items)) => self.items(items, depth),
            Some(Node::Pairs(items)) => self.pairs(items, depth),
            Some(Node::Made(made)) => self.made(made, depth),
            Some(Node::Free) | None => self.push("…"),
        }
    }

    fn literal(&mut self, text: &Text) {
        let (mut shown, whole) = if matches!(text.form, Form::Bytes | Form::Encoded) {
            self.push("b");
            bytes_literal(&text.kept)
        } else {
            text_literal(&String::from_utf8_lossy(&text.kept))
        };
        if text.cut || !whole {
            shown.push(CUT);
        }
        self.push(&format!("\"{shown}\""));
    }

    fn items(&mut self, items: &Items, depth: u8) {
        let (open, close) = match items.kind {
            Kind::Tuple if items.count == 1 => ("(", ",)"),
            Kind::Tuple => ("(", ")"),
            Kind::List => ("[", "]"),
            Kind::Set | Kind::Dictionary => ("{", "}"),
            Kind::FrozenSet => ("frozenset({", "})"),
        };
        self.push(open);
        self.sequence(&items.first, items.count, depth);
        self.push(close);
    }

    fn sequence(&mut self, first: &[Value], count: u64, depth: u8) {
        for (index, &item) in first.iter().take(MOST_ITEMS).enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.value(item, depth);
        }
        if count > first.len().min(MOST_ITEMS) as u64 {
            self.push(", …");
        }
    }

    fn pairs(&mut self, items: &Items, depth: u8) {
        self.push("{");
        for (index, pair) in items.first.chunks(2).take(MOST_ITEMS).enumerate() {
            if index > 0 {
                self.push(", ");
            }
            if let [key, value] = pair {
                self.value(*key, depth);
                self.push(": ");
                self.value(*value, depth);
            }
        }
        if items.count > (2 * MOST_ITEMS) as u64 {
            self.push(", …");
        }
        self.push("}");
    }

    fn made(&mut self, made: &Made, depth: u8) {
        if made.how == How::Persistent {
            self.push("persistent_load(");
            self.value(made.arguments, depth);
            return self.push(")");
        }
        self.value(made.callee, depth);
        match self.heap.get(made.arguments) {
            Some(Node::Items(items)) => {
                self.push("(");
                self.sequence(&items.first, items.count, depth);
                self.push(")");
            }
            // What is not a tuple is unpacked as one, if it can be.
            _ => {
                self.push("(*");
                self.value(made.arguments, depth);
                self.push(")");
            }
        }
    }
}

/// The inside of a literal, and whether that is all of it.
fn text_literal(text: &str) -> (String, bool) {
    let mut shown = String::new();
    for (count, c) in text.chars().enumerate() {
        if count >= MOST_LITERAL {
            return (shown, false);
        }
        match c {
            '"' => shown.push_str("\\\""),
            '\\' => shown.push_str("\\\\"),
            _ => escape(c, &mut shown),
        }
    }
    (shown, true)
}

fn bytes_literal(bytes: &[u8]) -> (String, bool) {
    let kept = bytes.get(..MOST_LITERAL / 2).unwrap_or(bytes);
    let mut shown = String::new();
    for byte in kept {
        match byte {
            b'"' | b'\\' | b'`' | 0..=0x1f | 0x7f.. => shown.push_str(&format!("\\x{byte:02x}")),
            _ => shown.push(char::from(*byte)),
        }
    }
    (shown, kept.len() == bytes.len())
}
