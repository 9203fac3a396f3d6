//! The pickles that stand one after the other in one source, and whether they are pickles at all.
//!
//! Nearly every byte is an opcode, so bytes that are read as a pickle prove nothing. They count as one when they start by
//! naming their protocol; when the file is named like one; when they end with a `STOP` and call something on the way, or
//! hold nothing but the import of something dangerous; and when they call something dangerous, whatever comes after.

use std::collections::BTreeSet;

use crate::judge::Tier;
use crate::machine::decode::Broken;
use crate::machine::{Finish, Machine, Nested, Stream, Uses, opcode};
use crate::source::{End, Reader};

/// After so many instructions it is no accident any more that bytes can be read as a pickle.
const CONVINCING_STEPS: u64 = 10_000;

/// How many streams that are not proven to be pickles are kept until one is.
const MOST_UNPROVEN: usize = 1_000;

/// What was seen in a source.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub uses: Uses,
    pub nested: Vec<Nested>,
    /// What was lost on the way.
    pub remarks: BTreeSet<&'static str>,
    /// How the last stream ended, if it did not end as it should.
    pub broken: Option<Broken>,
    /// How many streams are pickles.
    pub pickles: u64,
    /// How many imports there were in them.
    pub imports: u64,
}

/// Reads all streams; `named` is whether the file's name says that it is one.
pub(crate) fn read(machine: &mut Machine<'_>, reader: &mut Reader<'_>, named: bool) -> Seen {
    let mut seen = Seen::default();
    // Streams that end as pickles do prove nothing, but lead to the next one, which may prove that they were.
    let mut unproven = Vec::new();
    while starts(reader, &mut seen) {
        let (stream, finish) = machine.run(reader);
        let at_end = matches!(reader.peek(), Ok(None));
        let proven = is_pickle(machine, &stream, &finish, named && seen.pickles == 0, at_end);
        if proven || seen.pickles > 0 && finish == Finish::Stopped {
            unproven.drain(..).for_each(|stream| seen.add(stream));
            seen.add(stream);
        } else if finish == Finish::Stopped && unproven.len() < MOST_UNPROVEN {
            unproven.push(stream);
        }
        if let Finish::Broken(broken) = finish {
            if proven || seen.pickles == 0 {
                seen.broken = Some(broken);
            }
            break;
        }
    }
    seen
}

impl Seen {
    fn add(&mut self, stream: Stream) {
        self.pickles += 1;
        self.imports = self.imports.saturating_add(stream.imports);
        self.uses.merge(stream.uses);
        self.nested.extend(stream.nested);
        self.remarks.extend(stream.remarks);
    }
}

/// Whether another pickle may follow.
fn starts(reader: &mut Reader<'_>, seen: &mut Seen) -> bool {
    match reader.peek() {
        Ok(next) => next.is_some_and(opcode::opens),
        Err(End::Eof) => false,
        Err(End::Bound(why)) => {
            seen.broken = Some(Broken { offset: reader.position(), why, bound: true });
            false
        }
    }
}

fn is_pickle(machine: &Machine<'_>, stream: &Stream, finish: &Finish, named: bool, at_end: bool) -> bool {
    let (stopped, bound) = match finish {
        Finish::Stopped => (true, false),
        Finish::Broken(broken) => (false, broken.bound),
    };
    let runs = stream.imports > 0 || stopped || bound;
    if stream.header || named {
        return runs;
    }
    let calls = stopped && stream.calls > 0;
    let imports = stopped && at_end && uses_danger(machine, &stream.uses, false);
    calls || imports || uses_danger(machine, &stream.uses, true) || bound && stream.steps > CONVINCING_STEPS
}

/// Whether something dangerous is imported or, if asked, called.
fn uses_danger(machine: &Machine<'_>, uses: &Uses, called: bool) -> bool {
    uses.0.iter().any(|(&place, used)| {
        let tier = machine.names().get(place).map(|global| global.tier);
        matches!(tier, Some(Tier::Dangerous(_))) && (!called || !used.calls.is_empty() || !used.writes.is_empty())
    })
}
