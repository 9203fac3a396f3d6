//! What a pickle does with what it imports.

use std::collections::BTreeMap;

/// How many different calls of one name are told apart.
const MOST_CALLS: usize = 8;

/// Where in its source something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Site {
    /// Of the opcode.
    pub offset: u64,
    /// With its argument, in bytes.
    pub length: u64,
    pub opcode: &'static str,
}

/// One thing that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Act {
    /// As it would be written in Python.
    pub text: String,
    pub site: Site,
}

/// What is done with one name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Use {
    /// Where it is first imported.
    pub imported: Option<Site>,
    /// Where it first goes into something else, and so out of sight.
    pub escaped: Option<Site>,
    /// Calls that are not harmless, each text once.
    pub calls: Vec<Act>,
    /// Writes into it, each text once.
    pub writes: Vec<Act>,
    /// How many more there were.
    pub more: u64,
}

/// What is done with all names, by their places.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uses(pub BTreeMap<u32, Use>);

impl Uses {
    pub(crate) fn import(&mut self, place: u32, site: Site) {
        self.0.entry(place).or_default().imported.get_or_insert(site);
    }

    pub(crate) fn escape(&mut self, place: u32, site: Site) {
        self.0.entry(place).or_default().escaped.get_or_insert(site);
    }

    /// Whether another call is worth writing down.
    pub(crate) fn has_room(&mut self, place: u32) -> bool {
        let used = self.0.entry(place).or_default();
        let room = used.calls.len() + used.writes.len() < MOST_CALLS;
        used.more += u64::from(!room);
        room
    }

    pub(crate) fn call(&mut self, place: u32, act: Act) {
        add(&mut self.0.entry(place).or_default().calls, act);
    }

    pub(crate) fn write(&mut self, place: u32, act: Act) {
        add(&mut self.0.entry(place).or_default().writes, act);
    }

    /// With what another stream of the same source does.
    pub(crate) fn merge(&mut self, other: Uses) {
        for (place, theirs) in other.0 {
            let ours = self.0.entry(place).or_default();
            ours.imported = ours.imported.or(theirs.imported);
            ours.escaped = ours.escaped.or(theirs.escaped);
            theirs.calls.into_iter().for_each(|act| add(&mut ours.calls, act));
            theirs.writes.into_iter().for_each(|act| add(&mut ours.writes, act));
            ours.more = ours.more.saturating_add(theirs.more);
        }
    }
}

/// Adds what was not there before; more than [`MOST_CALLS`] from each of several streams do not pile up.
fn add(acts: &mut Vec<Act>, act: Act) {
    if acts.len() < 4 * MOST_CALLS && acts.iter().all(|known| known.text != act.text) {
        acts.push(act);
    }
}
