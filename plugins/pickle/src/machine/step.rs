//! What each opcode does.

use super::decode::{Broken, Instruction, Operand};
use super::render;
use super::uses::{Act, Site};
use super::value::{Form, HOOKS, How, Items, Kind, Made, Node, Text, Value};
use super::{Flow, Machine, escape, joblib};
use crate::judge::Tier;
use crate::name::Name;

type Step = Result<Flow, Broken>;

impl Machine<'_> {
    pub(super) fn step(&mut self, instruction: Instruction) -> Step {
        let Instruction { opcode, offset, length, operand } = instruction;
        self.site = Site { offset, length, opcode: opcode.name };
        match opcode.code {
            b'.' => return self.pop().map(|_| Flow::Stop),
            0x80 => self.protocol(&operand)?,
            0x95 | 0x98 => {}
            b'(' => {
                let room = self.frame.stack.mark();
                self.full |= !room;
            }
            b'0' | b'1' | b'2' => self.shuffle(opcode.code)?,
            b'p' | b'q' | b'r' | 0x94 | b'g' | b'h' | b'j' => self.memoize(opcode.code, &operand)?,
            b'l' | b't' | b'd' | 0x91 | 0x85..=0x87 => self.gather(opcode.code)?,
            b'a' | b'e' | 0x90 | b's' | b'u' => self.add(opcode.code)?,
            b'c' | b'i' | 0x93 | 0x82..=0x84 => self.bring(opcode.code, operand)?,
            b'R' | b'o' | 0x81 | 0x92 => self.make_call(opcode.code)?,
            b'P' | b'Q' => self.persistent(operand)?,
            b'b' => return self.build(),
            _ => self.literal(opcode.code, operand)?,
        }
        Ok(Flow::Next)
    }

    pub(super) fn broken(&self, why: &str) -> Broken {
        Broken::new(self.site.offset, why)
    }

    fn pop(&mut self) -> Result<Value, Broken> {
        self.frame.stack.pop().ok_or_else(|| self.broken("takes more from the stack than is on it"))
    }

    fn pop_mark(&mut self) -> Result<Vec<Value>, Broken> {
        self.frame.stack.pop_mark().ok_or_else(|| self.broken("goes back to a mark that it never set"))
    }

    fn top(&self) -> Result<Value, Broken> {
        self.frame.stack.top().ok_or_else(|| self.broken("takes more from the stack than is on it"))
    }

    fn push(&mut self, value: Value) {
        let room = self.frame.stack.push(value);
        self.full |= !room;
    }

    fn protocol(&mut self, operand: &Operand) -> Result<(), Broken> {
        match operand {
            Operand::Number(0..=5) => {
                self.stream.header |= self.site.offset == self.stream.start;
                Ok(())
            }
            _ => Err(Broken { bound: true, ..self.broken("is of a protocol that is not known here") }),
        }
    }

    fn shuffle(&mut self, code: u8) -> Result<(), Broken> {
        match code {
            b'0' if self.frame.stack.discard() => {}
            b'0' => return Err(self.broken("takes more from the stack than is on it")),
            b'1' => drop(self.pop_mark()?),
            _ => {
                let top = self.top()?;
                self.push(top);
            }
        }
        Ok(())
    }

    fn memoize(&mut self, code: u8, operand: &Operand) -> Result<(), Broken> {
        let number = match operand {
            Operand::Nothing => None,
            Operand::Number(number) => u64::try_from(*number).ok(),
            Operand::Line(line) => Some(self.decimal(line)?),
            Operand::Text(_) | Operand::Names(..) => None,
        };
        match (code, number) {
            (b'g' | b'h' | b'j', Some(number)) => {
                let value = self.frame.recall(number);
                let value = value.ok_or_else(|| self.broken("recalls what it never memoized"))?;
                self.push(value);
            }
            (_, Some(number)) => {
                let top = self.top()?;
                self.frame.memo.put(number, top);
            }
            (_, None) => {
                let top = self.top()?;
                self.frame.memoize(top);
            }
        }
        Ok(())
    }

    /// A number as Python's `int` takes it.
    fn decimal(&self, line: &Text) -> Result<u64, Broken> {
        let text = std::str::from_utf8(&line.kept).unwrap_or_default().trim().replace('_', "");
        text.parse().map_err(|_| self.broken("numbers its memo with what is no number"))
    }

    /// Values that become a container.
    fn gather(&mut self, code: u8) -> Result<(), Broken> {
        let values = match code {
            0x85..=0x87 => {
                let mut values = Vec::new();
                for _ in 0x84..code {
                    values.push(self.pop()?);
                }
                values.reverse();
                values
            }
            _ => self.pop_mark()?,
        };
        self.contain(&values);
        let node = match code {
            b'l' => Node::Items(Items::of(Kind::List, &values)),
            b'd' => self.dictionary(&values),
            0x91 => Node::Items(Items::of(Kind::FrozenSet, &values)),
            _ => Node::Items(Items::of(Kind::Tuple, &values)),
        };
        let value = self.heap.add(node);
        self.push(value);
        Ok(())
    }

    fn dictionary(&self, values: &[Value]) -> Node {
        let mut items = Items::of(Kind::Dictionary, values);
        self.hooks(values).into_iter().for_each(|(key, value)| items.insist(key, value));
        Node::Pairs(items)
    }

    /// Pairs under the name of a method that an unpickler calls: they are kept in any case.
    fn hooks(&self, values: &[Value]) -> Vec<(Value, Value)> {
        let pairs = values.chunks(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)));
        pairs.filter(|(key, _)| self.is_hook(*key)).collect()
    }

    fn is_hook(&self, key: Value) -> bool {
        self.text(key).and_then(Text::whole).is_some_and(|key| HOOKS.contains(&key))
    }

    /// Notes what goes into a container, where nothing follows what is done with it.
    fn contain(&mut self, values: &[Value]) {
        for value in values {
            if let Value::Global(place) = value
                && self.names.get(*place).is_some_and(|global| global.is_judged_by_arguments())
            {
                self.stream.uses.escape(*place, self.site);
            }
        }
    }

    /// Values that are added to what is beneath them.
    fn add(&mut self, code: u8) -> Result<(), Broken> {
        let values = match code {
            b'a' => vec![self.pop()?],
            b's' => {
                let value = self.pop()?;
                vec![self.pop()?, value]
            }
            _ => self.pop_mark()?,
        };
        self.contain(&values);
        let target = self.top()?;
        let pairs = matches!(code, b's' | b'u');
        let hooks = if pairs { self.hooks(&values) } else { Vec::new() };
        match self.heap.get_mut(target) {
            Some(Node::Items(items)) if !pairs => items.extend(&values),
            Some(Node::Pairs(items)) if pairs => {
                items.extend(&values);
                hooks.into_iter().for_each(|(key, value)| items.insist(key, value));
            }
            _ => self.write(target, if pairs { "[…] = …" } else { ".append(…)" }),
        }
        Ok(())
    }

    fn replace(&mut self, target: Value, node: Node) {
        if let Some(place) = self.heap.get_mut(target) {
            *place = node;
        }
    }

    /// Notes that something imported is changed.
    fn write(&mut self, target: Value, how: &str) {
        if let Value::Global(place) = target
            && self.stream.uses.has_room(place)
        {
            self.stream.calls = self.stream.calls.saturating_add(1);
            let text = format!("{}{how}", render::value(&self.heap, &self.names, target));
            self.stream.uses.write(place, Act { text, site: self.site });
        }
    }

    fn persistent(&mut self, operand: Operand) -> Result<(), Broken> {
        let arguments = match operand {
            Operand::Line(line) => self.heap.add(Node::Text(line)),
            _ => {
                let id = self.pop()?;
                self.contain(&[id]);
                id
            }
        };
        let made = Made { callee: Value::None, arguments, keywords: Value::None, how: How::Persistent };
        let value = self.heap.add(Node::Made(made));
        self.push(value);
        Ok(())
    }

    fn literal(&mut self, code: u8, operand: Operand) -> Result<(), Broken> {
        let value = match (code, operand) {
            (b'N', _) => Value::None,
            (0x88, _) => Value::True,
            (0x89, _) => Value::False,
            (b')', _) => self.tuple(&[]),
            (b']', _) => self.heap.add(Node::Items(Items::of(Kind::List, &[]))),
            (0x8f, _) => self.heap.add(Node::Items(Items::of(Kind::Set, &[]))),
            (b'}', _) => self.heap.add(Node::Pairs(Items::of(Kind::Dictionary, &[]))),
            (0x97, _) => Value::Data,
            (_, Operand::Number(number)) => i32::try_from(number).map_or(Value::Number, Value::Integer),
            (_, Operand::Text(text)) => self.heap.add(Node::Text(text)),
            (b'S' | b'V', Operand::Line(line)) => self.line_of_text(code, line)?,
            (_, Operand::Line(line)) => self.line_of_number(&line)?,
            (_, Operand::Nothing | Operand::Names(..)) => Value::Number,
        };
        self.push(value);
        Ok(())
    }

    fn line_of_text(&mut self, code: u8, line: Text) -> Result<Value, Broken> {
        let (kept, form) = if code == b'S' {
            let unquoted = escape::string(&line.kept, line.cut);
            (unquoted.ok_or_else(|| self.broken("has a text that is not quoted"))?, Form::Old)
        } else {
            (escape::unicode(&line.kept), Form::Unicode)
        };
        Ok(self.heap.add(Node::Text(Text { form, kept: kept.into_boxed_slice(), ..line })))
    }

    /// `INT`, `LONG` and `FLOAT`.
    fn line_of_number(&self, line: &Text) -> Result<Value, Broken> {
        let text = std::str::from_utf8(&line.kept).unwrap_or_default().trim().trim_end_matches('L');
        match (text, text.parse::<i32>()) {
            ("01", _) => Ok(Value::True),
            ("00", _) => Ok(Value::False),
            (_, Ok(number)) => Ok(Value::Integer(number)),
            _ if is_number(text) => Ok(Value::Number),
            _ => Err(self.broken("has a number that is none")),
        }
    }

    fn make_call(&mut self, code: u8) -> Result<(), Broken> {
        let (mut keywords, mut how) = (Value::None, How::Call);
        let (callee, arguments) = match code {
            b'o' => {
                let mut values = self.pop_mark()?;
                if values.is_empty() {
                    return Err(self.broken("makes an object without saying of what"));
                }
                let arguments = values.split_off(1);
                self.contain(&arguments);
                (values.pop().unwrap_or(Value::Data), self.tuple(&arguments))
            }
            _ => {
                if code == 0x92 {
                    keywords = self.pop()?;
                }
                if code != b'R' {
                    how = How::New;
                }
                let arguments = self.pop()?;
                (self.pop()?, arguments)
            }
        };
        let value = self.call(Made { callee, arguments, keywords, how });
        self.push(value);
        Ok(())
    }

    fn build(&mut self) -> Step {
        let state = self.pop()?;
        self.contain(&[state]);
        let object = self.top()?;
        self.call_hooks(state);
        let Some(Node::Made(made)) = self.heap.get(object) else {
            if matches!(object, Value::Global(_)) {
                self.write(object, &format!(".__dict__.update({})", render::value(&self.heap, &self.names, state)));
            }
            return Ok(Flow::Next);
        };
        let made = made.clone();
        let Value::Global(callee) = made.callee else { return Ok(Flow::Next) };
        let dotted = self.names.get(callee).map(|global| global.name.dotted()).unwrap_or_default();
        match dotted.as_str() {
            "functools.partial" | "_functools.partial" => self.rebind(object, made, state),
            // What a data type is like lies in its state; it has no keywords, so there is room.
            "numpy.dtype" | "numpy.core.multiarray.dtype" => {
                self.replace(object, Node::Made(Made { keywords: state, ..made }))
            }
            _ if joblib::is_wrapper(&dotted) && self.suspended.is_empty() => {
                return Ok(Flow::Array(joblib::array(self, state)));
            }
            _ => {}
        }
        Ok(Flow::Next)
    }

    /// The state of a partial is the function and the arguments that it then has.
    fn rebind(&mut self, object: Value, made: Made, state: Value) {
        if let Some([function, arguments, ..]) = self.items(state).as_deref() {
            let mut all = vec![*function];
            all.extend(self.items(*arguments).unwrap_or_default());
            let arguments = self.tuple(&all);
            self.replace(object, Node::Made(Made { arguments, ..made }));
        }
    }

    /// Functions in a state under the name of a method that the unpickler calls next.
    fn call_hooks(&mut self, state: Value) {
        let mut dictionaries = vec![state];
        dictionaries.extend(self.items(state).unwrap_or_default());
        for dictionary in dictionaries {
            let Some(Node::Pairs(items)) = self.heap.get(dictionary) else { continue };
            let pairs = items.first.clone();
            for pair in pairs.chunks(2) {
                if let [key, value] = pair
                    && self.is_hook(*key)
                    && matches!((value, self.heap.get(*value)), (Value::Global(_), _) | (_, Some(Node::Made(_))))
                {
                    self.call(Made { callee: *value, arguments: Value::Data, keywords: Value::None, how: How::Call });
                }
            }
        }
    }

    /// Imports.
    fn bring(&mut self, code: u8, operand: Operand) -> Result<(), Broken> {
        let value = match (code, operand) {
            (0x93, _) => {
                let name = self.pop()?;
                let module = self.pop()?;
                self.stack_global(module, name)?
            }
            (b'i', Operand::Names(names)) => {
                let [module, name] = *names;
                // The import comes first, whatever is on the stack.
                let callee = self.written(&module, &name)?;
                let arguments = self.pop_mark()?;
                self.contain(&arguments);
                let arguments = self.tuple(&arguments);
                self.call(Made { callee, arguments, keywords: Value::None, how: How::Call })
            }
            (_, Operand::Names(names)) => {
                let [module, name] = *names;
                self.written(&module, &name)?
            }
            (_, Operand::Number(number)) => self.extension(number)?,
            _ => return Err(self.broken("has no name to import")),
        };
        self.push(value);
        Ok(())
    }

    fn stack_global(&mut self, module: Value, name: Value) -> Result<Value, Broken> {
        if module == Value::Forgotten || name == Value::Forgotten {
            self.remark("a name that was imported had been let go to stay within memory's bounds");
            return Ok(Value::Forgotten);
        }
        for value in [module, name] {
            let text = !matches!(self.heap.get(value), Some(Node::Items(_) | Node::Pairs(_)))
                && !self.text(value).is_some_and(|text| text.form == Form::Bytes)
                && !matches!(value, Value::None | Value::True | Value::False | Value::Integer(_) | Value::Number);
            if !text {
                return Err(self.broken("takes a name from what is no text"));
            }
        }
        if let (Some(module), Some(name)) = (self.text(module).cloned(), self.text(name).cloned()) {
            return self.written(&module, &name);
        }
        let shown = |value| match self.text(value).and_then(Text::whole) {
            Some(text) => render::plain(text, 80),
            None => format!("<{}>", render::value(&self.heap, &self.names, value)),
        };
        let shown = Name::new(&format!("{}.{}", shown(module), shown(name)), "");
        Ok(self.import_computed(shown))
    }

    /// An import whose names stand in the pickle.
    fn written(&mut self, module: &Text, name: &Text) -> Result<Value, Broken> {
        let (Some(module_name), Some(qualified)) = (module.whole(), name.whole()) else {
            let start = |text: &Text| render::plain(&String::from_utf8_lossy(&text.kept), 80);
            let shown = Name::new(&format!("{}.{}", start(module), start(name)), "");
            return if module.cut || name.cut {
                Ok(self.import_computed(shown))
            } else {
                Err(self.broken("imports what is no name"))
            };
        };
        self.import(Name::new(module_name, qualified))
    }

    fn import(&mut self, name: Name) -> Result<Value, Broken> {
        if !name.is_possible() {
            return Err(self.broken("imports what is no name"));
        }
        self.stream.imports = self.stream.imports.saturating_add(1);
        let Some(place) = self.names.place(name, self.judge) else {
            self.full = true;
            return Ok(Value::Data);
        };
        self.stream.uses.import(place, self.site);
        Ok(Value::Global(place))
    }

    fn import_computed(&mut self, shown: Name) -> Value {
        self.stream.imports = self.stream.imports.saturating_add(1);
        let place = self.names.shown(shown, Tier::Computed);
        self.full |= place.is_none();
        place.map_or(Value::Data, |place| {
            self.stream.uses.import(place, self.site);
            Value::Global(place)
        })
    }

    fn extension(&mut self, number: i64) -> Result<Value, Broken> {
        match self.extensions.get(&number) {
            Some(name) => self.import(name.clone()),
            None => Ok(self.import_computed(Name::new(&format!("copyreg._inverted_registry[{number}]"), ""))),
        }
    }
}

/// Whether Python would take a text for a number.
fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let starts = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let named = ["inf", "infinity", "nan"].iter().any(|name| digits.eq_ignore_ascii_case(name));
    named || starts && digits.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-'))
}
