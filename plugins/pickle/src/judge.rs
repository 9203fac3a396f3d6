//! What is known of a name: whether it is dangerous, harmless, or somebody's own.

use secws_plugin_sdk::Severity;

use crate::lists::{Lists, Trees};
use crate::name::{Name, is_class_shaped};

/// What is known of something that a pickle imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// On the list of what is harmless.
    Safe,
    /// Unknown, and written like a type or like what rebuilds one.
    Type,
    /// Unknown, and written like a function; or of the standard library, whose harmless names are all listed.
    Function,
    /// Known to run code or to reach what a pickle has no business with.
    Dangerous(Level),
    /// What it is only shows when the pickle is loaded.
    Computed,
}

/// How dangerous.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    High,
    Critical,
}

impl Level {
    pub(crate) fn severity(self) -> Severity {
        match self {
            Level::High => Severity::High,
            Level::Critical => Severity::Critical,
        }
    }
}

/// Attributes through which everything else can be reached.
const OPEN_DOORS: [&str; 18] = [
    "__base__",
    "__bases__",
    "__builtins__",
    "__class__",
    "__closure__",
    "__code__",
    "__dict__",
    "__func__",
    "__getattr__",
    "__getattribute__",
    "__globals__",
    "__import__",
    "__loader__",
    "__mro__",
    "__self__",
    "__setattr__",
    "__spec__",
    "__subclasses__",
];

/// Modules that are dangerous through whichever other module they are reached.
const MODULES: [&str; 12] =
    ["builtins", "ctypes", "importlib", "marshal", "nt", "os", "posix", "pty", "runpy", "shutil", "subprocess", "sys"];

/// Judges names by the lists and by what the project's settings allow.
#[derive(Debug)]
pub(crate) struct Judge {
    lists: Lists,
    /// Names, or packages with `.*` at their end.
    allowed: Vec<String>,
}

impl Judge {
    pub(crate) fn new(allowed: Vec<String>) -> Self {
        Judge { lists: Lists::read(), allowed }
    }

    /// The name that Python 3 looks up in the place of one that Python 2 wrote.
    pub(crate) fn renamed(&self, name: &Name) -> Name {
        let dotted = name.dotted();
        if let Some((module, qualified)) = self.lists.renamed_names.get(&dotted).and_then(|new| new.rsplit_once('.')) {
            return Name::new(module, qualified);
        }
        let module = self.lists.renamed_modules.get(&name.module).unwrap_or(&name.module);
        Name::new(module, &name.qualified)
    }

    /// What is known of a name as it stands in a pickle. Python 2 takes it as it is, Python 3 renames it below protocol 3,
    /// and a loader of somebody's own always may: so the worse of the two counts, unless what it is renamed to is known to
    /// be harmless, since then Python 2 has nothing of that name.
    pub(crate) fn tier(&self, name: &Name) -> Tier {
        if self.is_allowed(name) {
            return Tier::Safe;
        }
        let (old, new) = (self.single(name), self.single(&self.renamed(name)));
        match (old, new) {
            (_, Tier::Safe) => Tier::Safe,
            (Tier::Dangerous(_), _) | (_, Tier::Dangerous(_)) => old.max(new),
            _ => old.min(new),
        }
    }

    fn is_allowed(&self, name: &Name) -> bool {
        let dotted = name.dotted();
        self.allowed.iter().any(|allowed| match allowed.strip_suffix('*') {
            Some(start) => dotted.starts_with(start),
            None => dotted == *allowed,
        })
    }

    fn single(&self, name: &Name) -> Tier {
        let dotted = name.dotted();
        if let Some(level) = self.walks_into_danger(name) {
            return Tier::Dangerous(level);
        }
        let listed = |trees: &Trees, level| trees.covers(&dotted).map(|parts| (parts, level));
        let lists = &self.lists;
        let danger = listed(&lists.critical, Level::Critical).max(listed(&lists.high, Level::High));
        let safe = lists.safe.covers(name);
        match danger {
            Some((parts, level)) if safe.is_none_or(|safe| safe <= parts) => Tier::Dangerous(level),
            _ if safe.is_some() => Tier::Safe,
            _ => self.by_shape(name),
        }
    }

    /// Through whichever module: `some.module` and `os.system`, `some.module` and `Popen`, `f.__globals__`.
    fn walks_into_danger(&self, name: &Name) -> Option<Level> {
        let parts: Vec<_> = name.parts().collect();
        let open_door = parts.iter().any(|part| OPEN_DOORS.binary_search(part).is_ok());
        let module = parts.iter().any(|part| MODULES.binary_search(part).is_ok());
        if open_door || module || parts.iter().any(|part| self.lists.anywhere.contains(part)) {
            return Some(Level::Critical);
        }
        let rests = (1..parts.len().saturating_sub(1)).filter_map(|start| parts.get(start..));
        let rests = rests.chain((parts.len() > 1).then_some(parts.as_slice()));
        rests.map(|rest| rest.join(".")).filter_map(|rest| self.danger_of(&rest)).max()
    }

    fn danger_of(&self, dotted: &str) -> Option<Level> {
        let critical = self.lists.critical.covers(dotted).map(|_| Level::Critical);
        critical.or_else(|| self.lists.high.covers(dotted).map(|_| Level::High))
    }

    fn by_shape(&self, name: &Name) -> Tier {
        if self.is_of_standard_library(name) {
            return Tier::Function;
        }
        let last = name.last();
        if is_class_shaped(last) || self.lists.reconstructors.fits(last) { Tier::Type } else { Tier::Function }
    }

    pub(crate) fn is_of_standard_library(&self, name: &Name) -> bool {
        self.lists.standard_library.contains(name.package())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(module: &str, qualified: &str) -> Tier {
        Judge::new(vec!["mine.*".to_owned(), "other.build".to_owned()]).tier(&Name::new(module, qualified))
    }

    #[test]
    fn doors_and_modules_are_sorted() {
        assert!(OPEN_DOORS.is_sorted() && MODULES.is_sorted());
    }

    #[test]
    fn dangerous_names_are_found_however_they_are_reached() {
        let critical = Tier::Dangerous(Level::Critical);
        for (module, qualified) in [
            ("os", "system"),
            ("posix", "system"),
            ("asyncio.unix_events", "_UnixSubprocessTransport._start"),
            ("torch.serialization", "os.system"),
            ("torch.serialization", "os"),
            ("a.b", "c.d.subprocess.Popen"),
            ("some.module", "Popen"),
            ("some.module", "Thing.method.__globals__"),
            ("__builtin__", "eval"),
            ("commands", "getoutput"),
            ("cPickle", "loads"),
            ("__builtin__", "reduce"),
            ("joblib", "load"),
        ] {
            assert_eq!(tier(module, qualified), critical, "{module} {qualified}");
        }
        for (module, qualified) in [("urllib", "urlopen"), ("shutil", "rmtree"), ("thread", "start_new_thread")] {
            assert!(matches!(tier(module, qualified), Tier::Dangerous(_)), "{module} {qualified}");
        }
    }

    #[test]
    fn harmless_names_stand_above_the_modules_they_are_in() {
        for (module, qualified) in [
            ("collections", "OrderedDict"),
            ("__builtin__", "set"),
            ("copy_reg", "_reconstructor"),
            ("joblib.numpy_pickle", "NumpyArrayWrapper"),
            ("sklearn.ensemble._forest", "RandomForestClassifier"),
            ("numpy.dtypes", "Float64DType"),
            ("exceptions", "ValueError"),
            ("commands", "CalledProcessError"),
            ("mine.deep", "anything"),
            ("other", "build"),
        ] {
            assert_eq!(tier(module, qualified), Tier::Safe, "{module} {qualified}");
        }
    }

    #[test]
    fn the_rest_is_told_by_its_shape() {
        assert_eq!(tier("shop.models", "Order"), Tier::Type);
        assert_eq!(tier("shop.models", "_rebuild_order"), Tier::Type);
        assert_eq!(tier("shop.models", "Order.load"), Tier::Function);
        assert_eq!(tier("shop.models", "fetch"), Tier::Function);
        assert_eq!(tier("sklearn.utils", "some_function"), Tier::Function);
        assert_eq!(tier("csv", "Sniffer"), Tier::Function, "of the standard library, and in no list");
        assert_eq!(tier("collections", "OrderedDict.fromkeys"), Tier::Function);
    }
}
