//! What a pickle imports, each name once.

use std::collections::BTreeMap;

use super::special::{self, Special};
use crate::judge::{Judge, Tier};
use crate::name::Name;

/// How many different names one pickle may import: more than any library has.
const MOST_NAMES: usize = 50_000;

/// Something imported.
#[derive(Debug, Clone)]
pub(crate) struct Global {
    /// As the pickle has it; for what has no name of its own, nothing but a text to show.
    pub name: Name,
    pub tier: Tier,
    /// What calling it does, where that is known.
    pub special: Option<Special>,
    /// Whether it is an attribute of something harmless, so that only calling it says anything.
    pub member: bool,
}

impl Global {
    /// Whether importing it says nothing yet.
    pub(crate) fn is_quiet(&self) -> bool {
        match self.tier {
            Tier::Safe => true,
            Tier::Dangerous(_) => self.is_judged_by_arguments(),
            Tier::Type | Tier::Function => self.special.is_some() || self.member,
            Tier::Computed => false,
        }
    }

    /// Whether it is its arguments that make it dangerous.
    pub(crate) fn is_judged_by_arguments(&self) -> bool {
        matches!(self.tier, Tier::Dangerous(_)) && self.special.is_some_and(Special::is_judged_by_arguments)
    }
}

/// Everything imported so far, by place.
#[derive(Debug, Default)]
pub(crate) struct Names {
    table: Vec<Global>,
    places: BTreeMap<Name, u32>,
}

impl Names {
    pub(crate) fn get(&self, place: u32) -> Option<&Global> {
        self.table.get(place as usize)
    }

    /// The place of a name; none if there are too many names.
    pub(crate) fn place(&mut self, name: Name, judge: &Judge) -> Option<u32> {
        if let Some(&place) = self.places.get(&name) {
            return Some(place);
        }
        let tier = judge.tier(&name);
        let special = special::of(&judge.renamed(&name));
        self.add(Global { name, tier, special, member: false })
    }

    /// The place of an attribute of something at another place.
    pub(crate) fn attribute(&mut self, of: u32, attribute: &str, judge: &Judge) -> Option<u32> {
        let parent = self.get(of)?;
        let (parent_tier, name) = (parent.tier, parent.name.attribute(attribute));
        if let Some(&place) = self.places.get(&name) {
            return Some(place);
        }
        if parent_tier == Tier::Computed {
            return self.shown(name, Tier::Computed);
        }
        let place = self.place(name, judge)?;
        if let Some(global) = self.table.get_mut(place as usize) {
            global.member = parent_tier == Tier::Safe;
        }
        Some(place)
    }

    /// The place of something without a name of its own.
    pub(crate) fn shown(&mut self, name: Name, tier: Tier) -> Option<u32> {
        if let Some(&place) = self.places.get(&name) {
            return Some(place);
        }
        self.add(Global { name, tier, special: None, member: false })
    }

    /// The place of a method of some object.
    pub(crate) fn member(&mut self, name: Name, tier: Tier) -> Option<u32> {
        let place = self.shown(name, tier)?;
        if let Some(global) = self.table.get_mut(place as usize) {
            global.member = true;
        }
        Some(place)
    }

    fn add(&mut self, global: Global) -> Option<u32> {
        if self.table.len() >= MOST_NAMES {
            return None;
        }
        let place = u32::try_from(self.table.len()).ok()?;
        self.places.insert(global.name.clone(), place);
        self.table.push(global);
        Some(place)
    }
}
