//! The advisories, each package looked up and read once.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use secws_plugin_sdk::Advisories;

use super::cluster;
use super::known::Known;
use super::record::Record;
use crate::facts::Ecosystem;

/// What has been looked up in the course of one call.
pub struct Database<'a> {
    advisories: &'a dyn Advisories,
    known: RefCell<BTreeMap<(Ecosystem, String), Rc<Known>>>,
    unreadable: Cell<usize>,
}

impl<'a> Database<'a> {
    /// Nothing is looked up yet.
    pub fn new(advisories: &'a dyn Advisories) -> Self {
        Database { advisories, known: RefCell::default(), unreadable: Cell::new(0) }
    }

    /// Whether there is data of an ecosystem at all.
    pub fn has(&self, ecosystem: Ecosystem) -> bool {
        self.advisories.snapshot(ecosystem.as_str()).is_some()
    }

    /// All that is known of a package, by its normal name.
    pub fn package(&self, ecosystem: Ecosystem, name: &str) -> Rc<Known> {
        let key = (ecosystem, name.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return Rc::clone(known);
        }
        let known = Rc::new(self.read(ecosystem, name));
        self.known.borrow_mut().insert(key, Rc::clone(&known));
        known
    }

    /// How many records could not be read so far.
    pub fn unreadable(&self) -> usize {
        self.unreadable.get()
    }

    fn read(&self, ecosystem: Ecosystem, name: &str) -> Known {
        let mut records = Vec::new();
        for json in self.advisories.lookup(ecosystem.as_str(), name) {
            match Record::read(&json, ecosystem, name) {
                Ok(record) => records.extend(record),
                Err(_) => self.unreadable.set(self.unreadable.get().saturating_add(1)),
            }
        }
        Known { clusters: cluster::join(records) }
    }
}
