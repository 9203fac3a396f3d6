//! The glue between the contract's exports and a [`Plugin`].

use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use crate::bindings::exports::secws::plugin::rules;
use crate::bindings::secws::plugin::{advisories, input, log};
use crate::{
    Advisories, ConcludesWithAdvisories, Configuration, Description, Facts, File, FileFact, Hits, Interest, Origin, Outcome,
    Plugin, SettingError,
};

/// Makes a component of a [`Plugin`]: `export_plugin!(Mine)`, or `export_plugin!(Mine, advisories)` for one that
/// [`ConcludesWithAdvisories`].
#[macro_export]
macro_rules! export_plugin {
    ($plugin:ty) => {
        $crate::export_plugin!(@ $plugin, Guest);
    };
    ($plugin:ty, advisories) => {
        $crate::export_plugin!(@ $plugin, GuestWithAdvisories);
    };
    (@ $plugin:ty, $guest:ident) => {
        #[doc(hidden)]
        #[allow(unsafe_code, missing_docs, unused_qualifications, reason = "exports of a component are C symbols")]
        const _: () = {
            std::thread_local! {
                static CONFIGURED: std::cell::RefCell<Option<std::rc::Rc<$plugin>>> = const { std::cell::RefCell::new(None) };
            }
            impl $crate::Slot for $plugin {
                fn slot() -> &'static std::thread::LocalKey<std::cell::RefCell<Option<std::rc::Rc<Self>>>> {
                    &CONFIGURED
                }
            }
            // Whatever the target, so that a plugin that is nothing but exported is not taken for dead code.
            const _: fn() = || {
                let _ = <$plugin as $crate::Plugin>::describe;
                let _ = <$plugin as $crate::Plugin>::configure;
                let _ = <$plugin as $crate::Plugin>::scan;
            };
            // The names of a component's exports are no symbols that other linkers take.
            #[cfg(target_family = "wasm")]
            const _: () = {
                type Component = $crate::$guest<$plugin>;
                $crate::bindings::export!(Component with_types_in $crate::bindings);
            };
        };
    };
}

/// Where a configured plugin is kept between calls.
#[doc(hidden)]
pub trait Slot: Plugin {
    fn slot() -> &'static std::thread::LocalKey<RefCell<Option<Rc<Self>>>>;
}

/// Exports a plugin without further permissions.
#[doc(hidden)]
pub struct Guest<P>(PhantomData<P>);

/// Exports a plugin that looks up advisories.
#[doc(hidden)]
pub struct GuestWithAdvisories<P>(PhantomData<P>);

const UNCONFIGURED: &str = "the plugin was called before it was configured";

impl<P: Slot> rules::Guest for Guest<P> {
    fn describe() -> Description {
        describe::<P>()
    }
    fn configure(configuration: Configuration) -> Result<Vec<Interest>, Vec<SettingError>> {
        configure::<P>(&configuration)
    }
    fn scan(file: &input::File) -> Result<Outcome, String> {
        configured::<P>()?.scan(file)
    }
    fn conclude(facts: &input::Facts) -> Result<Outcome, String> {
        configured::<P>()?.conclude(facts)
    }
}

impl<P: Slot + ConcludesWithAdvisories> rules::Guest for GuestWithAdvisories<P> {
    fn describe() -> Description {
        describe::<P>()
    }
    fn configure(configuration: Configuration) -> Result<Vec<Interest>, Vec<SettingError>> {
        configure::<P>(&configuration)
    }
    fn scan(file: &input::File) -> Result<Outcome, String> {
        configured::<P>()?.scan(file)
    }
    fn conclude(facts: &input::Facts) -> Result<Outcome, String> {
        configured::<P>()?.conclude_with_advisories(facts, &HostAdvisories)
    }
}

/// The first call of every instance, so the place for the panic hook.
fn describe<P: Plugin>() -> Description {
    report_panics();
    P::describe()
}

fn configure<P: Slot>(configuration: &Configuration) -> Result<Vec<Interest>, Vec<SettingError>> {
    report_panics();
    let (plugin, interests) = P::configure(configuration)?;
    P::slot().set(Some(Rc::new(plugin)));
    Ok(interests)
}

fn configured<P: Slot>() -> Result<Rc<P>, String> {
    P::slot().with_borrow(Clone::clone).ok_or_else(|| UNCONFIGURED.to_owned())
}

/// A panic in a component is an `unreachable` trap that says nothing; the place, told beforehand, tells it from others.
fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(|| "unknown".to_owned(), ToString::to_string);
        log::panicked(&place);
    }));
}

impl File for input::File {
    fn path(&self) -> String {
        input::File::path(self)
    }
    fn origin(&self) -> Origin {
        input::File::origin(self)
    }
    fn size(&self) -> u64 {
        input::File::size(self)
    }
    fn read(&self, offset: u64, length: u32) -> Vec<u8> {
        input::File::read(self, offset, length)
    }
    fn contents(&self) -> Result<Vec<u8>, String> {
        input::File::contents(self)
    }
    fn digest(&self) -> String {
        input::File::digest(self)
    }
    fn hits(&self) -> Hits {
        input::File::hits(self)
    }
}

impl Facts for input::Facts {
    fn next(&self) -> Option<FileFact> {
        input::Facts::next(self)
    }
    fn rewind(&self) {
        input::Facts::rewind(self);
    }
    fn available(&self, topic: &str) -> bool {
        input::Facts::available(self, topic)
    }
}

struct HostAdvisories;

impl Advisories for HostAdvisories {
    fn lookup(&self, ecosystem: &str, name: &str) -> Vec<String> {
        advisories::lookup(ecosystem, name)
    }
    fn snapshot(&self, ecosystem: &str) -> Option<String> {
        advisories::snapshot(ecosystem)
    }
}
