//! The arrays that joblib writes between opcodes: their bytes follow the instruction that completes what stands for them.

use super::Machine;
use super::value::{Made, Node, Text, Value};

/// What follows in the stream before the next instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Array {
    /// A pickle of its own, of an array of objects.
    Pickled,
    /// So many bytes, behind a padding whose length is the first byte if it is `padded`.
    Raw { padded: bool, length: u64 },
    /// An array of which it cannot be said how long it is.
    Unknown,
}

/// Whether a type stands for an array whose bytes follow.
pub(super) fn is_wrapper(dotted: &str) -> bool {
    matches!(dotted, "joblib.numpy_pickle.NumpyArrayWrapper" | "sklearn.externals.joblib.numpy_pickle.NumpyArrayWrapper")
}

/// What follows a wrapper with this state.
pub(super) fn array(machine: &Machine<'_>, state: Value) -> Array {
    find(machine, state).unwrap_or(Array::Unknown)
}

fn find(machine: &Machine<'_>, state: Value) -> Option<Array> {
    let Some(Node::Pairs(state)) = machine.heap.get(state) else { return None };
    let state = state.all()?;
    let field = |wanted: &str| {
        let mut pairs = state.chunks(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
        pairs.find(|(key, _)| machine.text(*key).and_then(Text::whole) == Some(wanted)).map(|(_, value)| value)
    };
    let size = match element(machine, field("dtype")?)? {
        Element::Object => return Some(Array::Pickled),
        Element::Bytes(size) => size,
    };
    let mut length = size;
    for dimension in machine.items(field("shape")?)? {
        let Value::Integer(dimension) = dimension else { return None };
        length = length.checked_mul(u64::try_from(dimension).ok()?)?;
    }
    let padded = field("numpy_array_alignment_bytes").is_some_and(|bytes| bytes != Value::None);
    Some(Array::Raw { padded, length })
}

enum Element {
    Object,
    Bytes(u64),
}

/// What an array's data type says of its elements.
fn element(machine: &Machine<'_>, data_type: Value) -> Option<Element> {
    let Some(Node::Made(Made { arguments, keywords: state, .. })) = machine.heap.get(data_type) else { return None };
    let description = machine.text(*machine.items(*arguments)?.first()?)?.whole()?;
    let state = machine.items(*state)?;
    let (size, flags) = (state.get(5)?, state.get(7).copied().unwrap_or(Value::Integer(0)));
    // The lowest flag says that there are references in it.
    let references = match flags {
        Value::Integer(flags) => flags & 1 == 1,
        _ => return None,
    };
    if references || description.starts_with('O') {
        return Some(Element::Object);
    }
    match size {
        Value::Integer(size @ 0..) => Some(Element::Bytes(u64::try_from(*size).ok()?)),
        // The size is that in the name, as in `f8`.
        _ => description.get(1..)?.parse().ok().map(Element::Bytes),
    }
}
