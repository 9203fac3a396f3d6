//! What a call does: who is called in the end, and what comes back.

use super::names::Global;
use super::render;
use super::special::Special;
use super::uses::Act;
use super::value::{Form, How, Items, Kind, Made, Node, Text, Value};
use super::{Machine, Nested};
use crate::judge::Tier;
use crate::name::Name;

/// How often one call may stand for another one before it is taken as it is.
const MOST_DELEGATIONS: usize = 16;

/// Codecs of text: what they make of a text is the same text.
const TEXT_CODECS: [&str; 8] = ["ascii", "iso-8859-1", "latin-1", "latin1", "utf-8", "utf-8-sig", "utf8", "us-ascii"];

/// What comes of a call.
enum Outcome {
    Value(Value),
    /// Another call, which it stands for.
    Call(Made),
}

impl Machine<'_> {
    /// Calls something; what comes back is what the unpickler would push.
    pub(super) fn call(&mut self, mut call: Made) -> Value {
        self.stream.calls = self.stream.calls.saturating_add(1);
        for _ in 0..MOST_DELEGATIONS {
            match self.step_into(call) {
                Outcome::Value(value) => return value,
                Outcome::Call(next) => call = next,
            }
        }
        self.call_unnamed(&call);
        self.make(call)
    }

    fn step_into(&mut self, call: Made) -> Outcome {
        match call.callee {
            Value::Global(place) => match self.names.get(place).and_then(|global| global.special) {
                Some(special) => self.call_special(special, place, call),
                None => {
                    self.record_call(place, &call);
                    Outcome::Value(self.make(call))
                }
            },
            Value::Node(_) => self.call_node(call),
            Value::Forgotten => {
                self.remark("something that was called had been let go to stay within memory's bounds");
                Outcome::Value(self.make(call))
            }
            // Calling a number fails, and with it the rest of the pickle.
            _ => Outcome::Value(Value::Data),
        }
    }

    fn call_node(&mut self, call: Made) -> Outcome {
        let Some(Node::Made(maker)) = self.heap.get(call.callee) else { return Outcome::Value(Value::Data) };
        let maker = maker.clone();
        let given = self.items(maker.arguments);
        match (self.special_of(maker.callee), given.as_deref()) {
            (Some(Special::Partial), Some([function, bound @ ..])) => {
                let mut arguments = bound.to_vec();
                arguments.extend(self.items(call.arguments).unwrap_or_default());
                let arguments = self.tuple(&arguments);
                Outcome::Call(Made { callee: *function, arguments, ..call })
            }
            (Some(Special::AttributeGetter), Some([name, ..])) => {
                let object = self.argument(&call, 0);
                match self.attribute(object, *name) {
                    Some(value) => Outcome::Value(value),
                    None => self.call_opaque(call),
                }
            }
            (Some(Special::MethodCaller), Some([name, bound @ ..])) => {
                let object = self.argument(&call, 0);
                let arguments = self.tuple(bound);
                match self.attribute(object, *name) {
                    Some(callee) => Outcome::Call(Made { callee, arguments, keywords: Value::None, how: How::Call }),
                    None => self.call_opaque(call),
                }
            }
            _ => self.call_opaque(call),
        }
    }

    fn call_opaque(&mut self, call: Made) -> Outcome {
        self.call_unnamed(&call);
        Outcome::Value(self.make(call))
    }

    /// A call of what has no name: what another call returned, or a method of it.
    fn call_unnamed(&mut self, call: &Made) {
        let shown = render::kind(&self.heap, &self.names, call.callee);
        if let Some(place) = self.names.shown(Name::new(&shown, ""), Tier::Function) {
            self.stream.uses.import(place, self.site);
            self.record_call(place, call);
        } else {
            self.full = true;
        }
    }

    fn call_special(&mut self, special: Special, place: u32, call: Made) -> Outcome {
        let given = self.items(call.arguments).unwrap_or_default();
        match (special, given.as_slice()) {
            (Special::GetAttribute, [object, name, ..]) => match self.attribute(*object, *name) {
                Some(value) => Outcome::Value(value),
                None => self.call_recorded(place, call),
            },
            (Special::Partial, [_, ..]) | (Special::ItemGetter, [_, ..]) => Outcome::Value(self.make(call)),
            (Special::AttributeGetter | Special::MethodCaller, [name, ..]) if self.is_harmless_attribute(*name) => {
                Outcome::Value(self.make(call))
            }
            (Special::Import, [module, ..]) => self.import_module(place, *module, call),
            (Special::ResolveName, [name, ..]) => self.resolve(place, *name, call),
            (Special::GetItem, [object, ..]) if self.are_harmless(&[*object]) => Outcome::Value(self.make(call)),
            (Special::NewObject, [callee, arguments @ ..]) => {
                let arguments = self.tuple(arguments);
                Outcome::Call(Made { callee: *callee, arguments, keywords: Value::None, how: How::New })
            }
            (Special::NewObjectEx, [callee, arguments, keywords]) => {
                Outcome::Call(Made { callee: *callee, arguments: *arguments, keywords: *keywords, how: How::New })
            }
            (Special::Reconstructor, [callee, ..]) => {
                let arguments = self.tuple(&[]);
                Outcome::Call(Made { callee: *callee, arguments, keywords: Value::None, how: How::New })
            }
            (Special::RebuildFromType, [callee, _, arguments, ..]) => {
                Outcome::Call(Made { callee: *callee, arguments: *arguments, keywords: Value::None, how: How::Call })
            }
            (Special::Encode, [text, rest @ ..]) => match self.encoded(*text, rest) {
                Some(value) => Outcome::Value(value),
                None => self.call_recorded(place, call),
            },
            (Special::Type, [_]) => Outcome::Value(self.make(call)),
            (Special::Data, values) if self.are_harmless(values) => Outcome::Value(self.make(call)),
            (Special::LoadStorage, [bytes]) if self.load(*bytes) => Outcome::Value(self.make(call)),
            (Special::Load, [bytes, ..]) => {
                self.load(*bytes);
                self.call_recorded(place, call)
            }
            (Special::AddExtension, [module, name, Value::Integer(number)]) => {
                self.add_extension(*module, *name, *number);
                self.call_recorded(place, call)
            }
            _ => self.call_recorded(place, call),
        }
    }

    fn call_recorded(&mut self, place: u32, call: Made) -> Outcome {
        self.record_call(place, &call);
        Outcome::Value(self.make(call))
    }

    /// Writes a call down, unless it is harmless.
    pub(super) fn record_call(&mut self, place: u32, call: &Made) {
        let Some(global) = self.names.get(place) else { return };
        let counts = match global.tier {
            Tier::Safe | Tier::Type => false,
            // Only a type has a `__new__` that takes it, whatever its name looks like.
            Tier::Function => call.how != How::New || global.name.qualified.is_empty(),
            Tier::Dangerous(_) | Tier::Computed => true,
        };
        if counts && self.stream.uses.has_room(place) {
            let text = render::call(&self.heap, &self.names, call);
            self.stream.uses.call(place, Act { text, site: self.site });
        }
    }

    /// `getattr(object, name)`; none if it cannot be said what that is.
    fn attribute(&mut self, object: Value, name: Value) -> Option<Value> {
        let name = self.text(name)?.whole()?.to_owned();
        match object {
            // No object has attributes in one another without end, but one that holds itself.
            Value::Global(of) if self.names.get(of).is_some_and(|global| global.name.is_long()) => None,
            Value::Global(of) => {
                let place = self.names.attribute(of, &name, self.judge);
                self.full |= place.is_none();
                let place = place?;
                self.stream.uses.import(place, self.site);
                Some(Value::Global(place))
            }
            Value::Forgotten => None,
            _ => {
                let shown = format!("{}.{name}", render::kind(&self.heap, &self.names, object));
                let tier = self.judge.tier(&Name::new("", &name));
                let tier = if matches!(tier, Tier::Dangerous(_)) { tier } else { Tier::Function };
                let place = self.names.member(Name::new(&shown, ""), tier)?;
                self.stream.uses.import(place, self.site);
                Some(Value::Global(place))
            }
        }
    }

    /// Whether a name, dots and all, leads nowhere dangerous from whichever object.
    fn is_harmless_attribute(&self, name: Value) -> bool {
        let name = self.text(name).and_then(Text::whole);
        name.is_some_and(|name| !matches!(self.judge.tier(&Name::new("", name)), Tier::Dangerous(_)))
    }

    /// Whether values hold, as far as they were kept and three levels deep, nothing but data, names that are harmless, and
    /// what these were called with.
    fn are_harmless(&self, values: &[Value]) -> bool {
        let mut level = values.to_vec();
        for _ in 0..4 {
            let mut next = Vec::new();
            for value in level {
                match (value, self.heap.get(value)) {
                    (Value::Forgotten, _) => return false,
                    (Value::Global(place), _) if !self.is_harmless_name(place) => return false,
                    (_, Some(Node::Made(made))) => next.extend([made.callee, made.arguments]),
                    (_, Some(Node::Items(items) | Node::Pairs(items))) => next.extend(&items.first),
                    _ => {}
                }
            }
            level = next;
        }
        level.is_empty()
    }

    fn is_harmless_name(&self, place: u32) -> bool {
        self.names.get(place).is_some_and(|global| {
            global.tier == Tier::Safe || global.tier == Tier::Function && global.special == Some(Special::Data)
        })
    }

    fn import_module(&mut self, place: u32, module: Value, call: Made) -> Outcome {
        let module = self.text(module).and_then(Text::whole).map(str::to_owned);
        self.record_call(place, &call);
        match module {
            Some(module) => self.named(Name::new(&module, "")),
            None => self.computed(&call),
        }
    }

    fn resolve(&mut self, place: u32, name: Value, call: Made) -> Outcome {
        let name = self.text(name).and_then(Text::whole).map(str::to_owned);
        self.record_call(place, &call);
        let Some(name) = name else { return self.computed(&call) };
        let (module, qualified) = name.split_once([':', '.']).unwrap_or((name.as_str(), ""));
        self.named(Name::new(module, &qualified.replace(':', ".")))
    }

    /// Something that a call returned and that has a name.
    fn named(&mut self, name: Name) -> Outcome {
        let module = name.qualified.is_empty();
        let place = self.names.place(name, self.judge);
        self.full |= place.is_none();
        Outcome::Value(place.map_or(Value::Data, |place| {
            // Of a module, the call that imported it says it all.
            if !module {
                self.stream.uses.import(place, self.site);
            }
            Value::Global(place)
        }))
    }

    /// Something that a call returned and whose name only shows when it is made.
    fn computed(&mut self, call: &Made) -> Outcome {
        let shown = render::call(&self.heap, &self.names, call);
        let place = self.names.shown(Name::new(&shown, ""), Tier::Computed);
        self.full |= place.is_none();
        Outcome::Value(place.map_or(Value::Data, Value::Global))
    }

    /// The bytes that a text stands for; none if a codec is named that makes another text of it.
    fn encoded(&mut self, text: Value, codec: &[Value]) -> Option<Value> {
        let codec = match codec {
            [] => "utf-8".to_owned(),
            [codec, ..] => self.text(*codec)?.whole()?.to_ascii_lowercase().replace('_', "-"),
        };
        if !TEXT_CODECS.contains(&codec.as_str()) {
            return None;
        }
        let text = self.text(text)?.clone();
        let form = if text.form == Form::Unicode { Form::Encoded } else { Form::Bytes };
        Some(self.heap.add(Node::Text(Text { form, ..text })))
    }

    /// Notes a pickle that is read from bytes, if the bytes are there.
    fn load(&mut self, bytes: Value) -> bool {
        let Some(text) = self.text(bytes) else { return false };
        let nested = Nested { offset: text.offset, length: text.length, latin1: text.form == Form::Encoded };
        if text.form == Form::Unicode || text.escaped {
            return false;
        }
        if !self.stream.nested.contains(&nested) {
            if self.stream.nested.len() >= super::MOST_NESTED {
                return false;
            }
            self.stream.nested.push(nested);
        }
        true
    }

    fn add_extension(&mut self, module: Value, name: Value, number: i32) {
        let text = |value| self.text(value).and_then(Text::whole);
        if let (Some(module), Some(name)) = (text(module), text(name))
            && self.extensions.len() < super::MOST_EXTENSIONS
        {
            let name = Name::new(module, name);
            self.extensions.insert(i64::from(number), name);
        }
    }

    fn special_of(&self, value: Value) -> Option<Special> {
        let Value::Global(place) = value else { return None };
        self.names.get(place).and_then(|global: &Global| global.special)
    }

    /// A positional argument, or nothing of interest.
    fn argument(&self, call: &Made, index: usize) -> Value {
        self.items(call.arguments).and_then(|items| items.get(index).copied()).unwrap_or(Value::Data)
    }

    /// The values of a tuple, if all were kept.
    pub(super) fn items(&self, value: Value) -> Option<Vec<Value>> {
        match self.heap.get(value) {
            Some(Node::Items(items)) => items.all().map(<[Value]>::to_vec),
            _ => None,
        }
    }

    pub(super) fn text(&self, value: Value) -> Option<&Text> {
        match self.heap.get(value) {
            Some(Node::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn tuple(&mut self, values: &[Value]) -> Value {
        self.heap.add(Node::Items(Items::of(Kind::Tuple, values)))
    }

    fn make(&mut self, call: Made) -> Value {
        self.heap.add(Node::Made(call))
    }
}
