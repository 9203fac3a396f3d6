//! Panics when it is asked what it is.
#![allow(clippy::panic, reason = "that is its task")]

use secws_plugin_sdk::{Configuration, Description, File, Interest, Outcome, Plugin, SettingError};

struct Broken;

impl Plugin for Broken {
    const NAME: &'static str = "broken";

    fn describe() -> Description {
        panic!("it does not say what it is")
    }

    fn configure(_: &Configuration) -> Result<(Self, Vec<Interest>), Vec<SettingError>> {
        Ok((Broken, Vec::new()))
    }

    fn scan(&self, _: &dyn File) -> Result<Outcome, String> {
        Ok(Outcome::default())
    }
}

secws_plugin_sdk::export_plugin!(Broken);
