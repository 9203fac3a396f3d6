//! The unpickler's machine: stack, marks and memo, worked as an unpickler works them, with nothing imported and nothing
//! called.
//!
//! Calls are taken to succeed and to return something that stands for the call, so what follows a call that would fail is
//! seen too. Each literal is passed over but for its start, and values that nothing refers to are let go, so memory does
//! not follow the length of a pickle. What the machine cannot hold ends it with a [`Broken`] that says so.

mod call;
pub(crate) mod decode;
mod escape;
mod heap;
mod joblib;
mod memo;
mod names;
pub(crate) mod opcode;
pub(crate) mod render;
mod special;
mod stack;
mod step;
mod uses;
pub(crate) mod value;

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::Judge;
use crate::name::Name;
use crate::source::{End, Reader};
use decode::Broken;
use heap::Heap;
use joblib::Array;
use memo::Memo;
pub(crate) use names::{Global, Names};
use stack::Stack;
pub(crate) use uses::{Act, Site, Use, Uses};
use value::Value;

/// How many pickles inside of texts are looked into.
const MOST_NESTED: usize = 100_000;

/// How many numbers of extensions a pickle may give.
const MOST_EXTENSIONS: usize = 10_000;

/// What one opcode leads to.
pub(crate) enum Flow {
    Next,
    Stop,
    Array(Array),
}

/// How a stream ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Finish {
    /// With `STOP`.
    Stopped,
    Broken(Broken),
}

/// A pickle that lies in the bytes of another one and is read by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Nested {
    pub offset: u64,
    pub length: u64,
    /// Whether it is written as text.
    pub latin1: bool,
}

/// What was seen in one stream, from its first opcode to its last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stream {
    /// Offset of its first opcode.
    pub start: u64,
    /// Whether it starts by naming its protocol.
    pub header: bool,
    /// How many instructions were followed.
    pub steps: u64,
    pub uses: Uses,
    /// How many imports there were.
    pub imports: u64,
    /// How many calls, and writes into what was imported.
    pub calls: u64,
    /// What was lost on the way.
    pub remarks: BTreeSet<&'static str>,
    pub nested: Vec<Nested>,
}

/// Stack and memo of one unpickler.
#[derive(Debug, Default)]
struct Frame {
    stack: Stack,
    memo: Memo,
    /// What the same unpickler memoized in the streams before.
    earlier: Option<Memo>,
}

impl Frame {
    /// A new unpickler knows nothing of the streams before; one that is used again does, and may count on from there.
    fn recall(&self, number: u64) -> Option<Value> {
        self.memo.get(number).or_else(|| self.earlier.as_ref().and_then(|earlier| earlier.get(number)))
    }

    fn memoize(&mut self, value: Value) {
        self.memo.append(value);
        if let Some(earlier) = &mut self.earlier {
            earlier.append(value);
        }
    }

    fn values(&self) -> impl Iterator<Item = Value> {
        let memos = self.memo.values().chain(self.earlier.iter().flat_map(Memo::values));
        self.stack.values().chain(memos)
    }

    fn forget(&mut self) {
        self.memo.forget();
        if let Some(earlier) = &mut self.earlier {
            earlier.forget();
        }
    }

    fn is_large(&self) -> bool {
        self.memo.is_large() || self.earlier.as_ref().is_some_and(Memo::is_large)
    }
}

/// Reads the streams of one source, one after the other.
pub(crate) struct Machine<'a> {
    judge: &'a Judge,
    names: Names,
    heap: Heap,
    frame: Frame,
    /// What waits for a pickle within its own stream to end.
    suspended: Vec<Frame>,
    extensions: BTreeMap<i64, Name>,
    stream: Stream,
    /// Of the instruction at hand.
    site: Site,
    /// Whether there is more than the machine may hold.
    full: bool,
}

impl<'a> Machine<'a> {
    pub(crate) fn new(judge: &'a Judge) -> Self {
        Machine {
            judge,
            names: Names::default(),
            heap: Heap::new(),
            frame: Frame::default(),
            suspended: Vec::new(),
            extensions: BTreeMap::new(),
            stream: Stream::default(),
            site: Site { offset: 0, length: 0, opcode: "" },
            full: false,
        }
    }

    /// What was imported by all streams so far.
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// Reads one stream, to its end or as far as it goes.
    pub(crate) fn run(&mut self, reader: &mut Reader<'_>) -> (Stream, Finish) {
        self.stream.start = reader.position();
        let finish = match self.run_to_stop(reader) {
            Ok(()) => Finish::Stopped,
            Err(broken) => Finish::Broken(broken),
        };
        let memo = std::mem::take(&mut self.frame).memo;
        self.suspended.clear();
        self.frame.earlier = Some(memo);
        (std::mem::take(&mut self.stream), finish)
    }

    fn run_to_stop(&mut self, reader: &mut Reader<'_>) -> Result<(), Broken> {
        loop {
            if self.heap.is_full() || self.frame.is_large() {
                self.collect();
            }
            let instruction = decode::next(reader)?;
            self.stream.steps += 1;
            match self.step(instruction)? {
                Flow::Next => {}
                Flow::Array(array) => self.array(array, reader)?,
                Flow::Stop => match self.suspended.pop() {
                    Some(frame) => self.frame = frame,
                    None => return Ok(()),
                },
            }
            if self.full {
                let why = "holds more than is followed: too many values at once, or too many names".to_owned();
                return Err(Broken { offset: self.site.offset, why, bound: true });
            }
        }
    }

    /// Passes over what follows an array's wrapper, or starts on the pickle that does.
    fn array(&mut self, array: Array, reader: &mut Reader<'_>) -> Result<(), Broken> {
        let offset = self.site.offset;
        match array {
            Array::Pickled => self.suspended.push(std::mem::take(&mut self.frame)),
            Array::Unknown => {
                let why = "has an array of which it cannot be said how long it is".to_owned();
                return Err(Broken { offset, why, bound: true });
            }
            Array::Raw { padded, length } => skip_array(reader, padded, length).map_err(|end| match end {
                End::Eof => Broken::new(offset, "ends in an array"),
                End::Bound(why) => Broken { offset, why, bound: true },
            })?,
        }
        Ok(())
    }

    /// Lets go what is not needed any more and, if that is not enough, what may be.
    fn collect(&mut self) {
        self.collect_once();
        if self.heap.is_crowded() || self.frame.is_large() {
            self.frame.forget();
            self.suspended.iter_mut().for_each(Frame::forget);
            self.collect_once();
            self.full |= self.heap.is_crowded() || self.frame.is_large();
        }
    }

    fn collect_once(&mut self) {
        let frames = self.suspended.iter().chain([&self.frame]);
        self.heap.collect(frames.flat_map(Frame::values));
    }

    fn remark(&mut self, what: &'static str) {
        self.stream.remarks.insert(what);
    }
}

fn skip_array(reader: &mut Reader<'_>, padded: bool, length: u64) -> Result<(), End> {
    if padded {
        let padding = reader.byte()?;
        reader.skip(u64::from(padding))?;
    }
    reader.skip(length)
}
