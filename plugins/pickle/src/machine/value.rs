//! What the machine's stack holds.

/// A value, or where it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    None,
    True,
    False,
    Integer(i32),
    /// A number that nothing here depends on.
    Number,
    /// Data whose contents were not kept, and that cannot be called.
    Data,
    /// Something that was let go to stay within memory's bounds.
    Forgotten,
    /// What an import brought: its place in the table of names.
    Global(u32),
    /// Kept in the heap.
    Node(u32),
}

/// How many values of a container are kept: more than any call that matters has arguments.
const MOST_KEPT: usize = 16;

/// Names of methods that an unpickler looks up on an object and calls, so that whoever writes them into its state is called.
pub(crate) const HOOKS: [&str; 6] = ["__reduce_ex__", "__setitem__", "__setstate__", "add", "append", "extend"];

/// What is kept in the heap.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Text(Text),
    Items(Items),
    /// A dictionary: keys and values in turn.
    Pairs(Items),
    Made(Made),
    /// Nothing: the place can be used again.
    Free,
}

/// How a text was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Python's `str`.
    Unicode,
    /// Python 2's `str`, which Python 3 takes for its own.
    Old,
    Bytes,
    /// Bytes, written as a text in UTF-8 whose characters stand for them.
    Encoded,
}

/// A text or bytes, of which only the start is kept.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub form: Form,
    /// Decoded.
    pub kept: Box<[u8]>,
    /// Whether there was more.
    pub cut: bool,
    /// Whether it is written down with escapes.
    pub escaped: bool,
    /// Where the text stands in its source.
    pub offset: u64,
    /// As it is written down, in bytes.
    pub length: u64,
}

impl Text {
    /// All of it, if it was kept.
    pub(crate) fn whole(&self) -> Option<&str> {
        if self.cut { None } else { std::str::from_utf8(&self.kept).ok() }
    }
}

/// What kind of container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tuple,
    List,
    Set,
    FrozenSet,
    Dictionary,
}

/// The first values of a container.
#[derive(Debug, Clone)]
pub(crate) struct Items {
    pub kind: Kind,
    pub first: Vec<Value>,
    /// How many there are in all.
    pub count: u64,
}

impl Items {
    pub(crate) fn of(kind: Kind, values: &[Value]) -> Self {
        let mut items = Items { kind, first: Vec::new(), count: 0 };
        items.extend(values);
        items
    }

    pub(crate) fn extend(&mut self, values: &[Value]) {
        let room = MOST_KEPT.saturating_sub(self.first.len()).min(values.len());
        self.first.extend_from_slice(values.get(..room).unwrap_or_default());
        self.count = self.count.saturating_add(values.len() as u64);
    }

    /// Makes sure that a pair which was added is kept, in the place of the last one if there was no room.
    pub(crate) fn insist(&mut self, key: Value, value: Value) {
        if !self.first.chunks(2).any(|pair| pair == [key, value]) {
            self.first.truncate(MOST_KEPT - 2);
            self.first.extend([key, value]);
        }
    }

    /// All of them, if they were kept.
    pub(crate) fn all(&self) -> Option<&[Value]> {
        (self.first.len() as u64 == self.count).then_some(self.first.as_slice())
    }
}

/// How something was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// `callee(*arguments)`.
    Call,
    /// `callee.__new__(callee, *arguments)`: only a type can be.
    New,
    /// The loading program's own function was given `arguments`.
    Persistent,
}

/// What a call returned.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub callee: Value,
    pub arguments: Value,
    /// A dictionary, or nothing.
    pub keywords: Value,
    pub how: How,
}
