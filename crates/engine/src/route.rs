//! Route: which plugins want a file.
//!
//! One automaton holds the literals of all plugins and passes once over a file's bytes, folding the case of ASCII letters; a
//! literal that minds its case is compared once more where it was met. A literal that counts in its encoded forms brings its
//! hexadecimal form and its three base64 alignments, each without the characters that its neighbours share.

use std::collections::BTreeMap;

use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, Input, MatchKind, automaton::OverlappingState};
use base64::Engine as _;
use globset::{Glob, GlobSet, GlobSetBuilder};
use secws_model::{Hit, Hits, Interest, Literal, RepoPath};
use secws_sandbox::Configured;

/// Hits of one plugin that are kept for one file.
const HITS: usize = 20_000;
/// Byte order marks of UTF-16: in such a file the automaton meets nothing, so the mark counts as a hit.
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// A plugin that wants a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    /// Its position among the plugins.
    pub(crate) plugin: usize,
    /// Its literals that were met.
    pub(crate) hits: Hits,
}

/// What the host knows of a file before any plugin does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sample<'a> {
    /// All of it.
    Whole(&'a [u8]),
    /// The first bytes of a file past the size limit.
    Head(&'a [u8]),
}

impl<'a> Sample<'a> {
    fn bytes(self) -> &'a [u8] {
        match self {
            Sample::Whole(bytes) | Sample::Head(bytes) => bytes,
        }
    }
}

/// What a file past the size limit is wanted for.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    /// Those that get it.
    pub(crate) routes: Vec<Route>,
    /// Plugins that would want it, were it smaller.
    pub(crate) too_large_for: Vec<usize>,
}

/// One form of one literal.
struct Pattern {
    bytes: Vec<u8>,
    /// Plugin, interest, literal, and whether the case counts.
    owners: Vec<Owner>,
}

struct Owner {
    plugin: usize,
    interest: u32,
    literal: u32,
    exact: bool,
}

/// An interest with its place.
struct Wish {
    plugin: usize,
    number: u32,
    globs: GlobSet,
    interest: Interest,
}

/// Knows what every plugin wants.
pub(crate) struct Router {
    wishes: Vec<Wish>,
    patterns: Vec<Pattern>,
    automaton: Option<DFA>,
    plugins: usize,
    /// How far into a file a magic looks.
    head: usize,
}

impl Router {
    /// For these plugins.
    pub(crate) fn new(plugins: &[Configured]) -> Result<Self, String> {
        let interests = plugins.iter().map(Configured::interests);
        Router::of(&interests.collect::<Vec<_>>())
    }

    fn of(interests: &[&[Interest]]) -> Result<Self, String> {
        let mut wishes = Vec::new();
        for (plugin, interests) in interests.iter().enumerate() {
            for (number, interest) in (0..).zip(*interests) {
                let globs = globs(&interest.globs).map_err(|error| format!("the interest '{}': {error}", interest.name))?;
                wishes.push(Wish { plugin, number, globs, interest: interest.clone() });
            }
        }
        let patterns = patterns(&wishes);
        let automaton = automaton(&patterns)?;
        let magics = wishes.iter().flat_map(|wish| &wish.interest.magics);
        let head = magics.map(|magic| usize::try_from(magic.offset).unwrap_or(usize::MAX).saturating_add(magic.bytes.len()));
        let head = head.max().unwrap_or_default().max(8_000);
        Ok(Router { wishes, patterns, automaton, plugins: interests.len(), head })
    }

    /// How many first bytes of a large file it looks at.
    pub(crate) fn head(&self) -> usize {
        self.head
    }

    /// The plugins that want a file.
    pub(crate) fn route(&self, path: &RepoPath, sample: Sample<'_>) -> Routes {
        let lower = path.as_str().to_lowercase();
        let fitting: Vec<&Wish> = self.wishes.iter().filter(|wish| wish.fits(&lower, sample.bytes())).collect();
        match sample {
            Sample::Whole(bytes) => Routes { routes: self.by_literals(&fitting, bytes), too_large_for: Vec::new() },
            Sample::Head(head) => self.by_size(&fitting, head),
        }
    }

    /// The plugins that open a container by themselves, by its first bytes, or by all of them where literals are wanted.
    pub(crate) fn openers(&self, path: &RepoPath, head: &[u8], whole: Option<&[u8]>) -> Vec<usize> {
        let lower = path.as_str().to_lowercase();
        let opening = self.wishes.iter().filter(|wish| wish.interest.opens && wish.fits(&lower, head));
        let met = |wish: &&Wish| {
            let hits = || whole.map_or_else(Hits::default, |bytes| self.hits(wish.plugin, bytes));
            wish.interest.literals.is_empty() || hits().found.iter().any(|hit| hit.interest == wish.number)
        };
        opening.filter(met).map(|wish| wish.plugin).collect()
    }

    /// The hits of one plugin, whether or not it wants the file.
    pub(crate) fn hits(&self, plugin: usize, bytes: &[u8]) -> Hits {
        let fitting: Vec<&Wish> = self.wishes.iter().filter(|wish| wish.plugin == plugin).collect();
        let mut hits = self.meet(&fitting, bytes);
        hits.swap_remove(plugin)
    }

    fn by_literals(&self, fitting: &[&Wish], bytes: &[u8]) -> Vec<Route> {
        let looks = fitting.iter().any(|wish| !wish.interest.literals.is_empty());
        let hits = if looks { self.meet(fitting, bytes) } else { vec![Hits::default(); self.plugins] };
        let marked = UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark));
        let at_once = |plugin: usize| {
            let mut own = fitting.iter().filter(|wish| wish.plugin == plugin);
            own.any(|wish| wish.interest.literals.is_empty() || marked)
        };
        let routes = hits.into_iter().enumerate().map(|(plugin, hits)| Route { plugin, hits });
        routes.filter(|route| !route.hits.found.is_empty() || at_once(route.plugin)).collect()
    }

    /// A large file goes to those that read in pieces. Others would want it if it is text; in a binary file of that size
    /// they would find nothing.
    fn by_size(&self, fitting: &[&Wish], head: &[u8]) -> Routes {
        let mut routes = Routes::default();
        for plugin in 0..self.plugins {
            let mut own = fitting.iter().filter(|wish| wish.plugin == plugin).peekable();
            let named = |wish: &Wish| !wish.interest.globs.is_empty() || !wish.interest.magics.is_empty();
            if own.peek().is_none() {
                continue;
            }
            let own: Vec<_> = own.collect();
            if own.iter().any(|wish| wish.interest.by_pieces) {
                routes.routes.push(Route { plugin, hits: Hits::default() });
            } else if own.iter().any(|wish| named(wish)) || !head.contains(&0) {
                routes.too_large_for.push(plugin);
            }
        }
        routes
    }

    /// All hits of the fitting interests, by plugin.
    fn meet(&self, fitting: &[&Wish], bytes: &[u8]) -> Vec<Hits> {
        let mut hits = vec![Hits::default(); self.plugins];
        let Some(automaton) = &self.automaton else {
            return hits;
        };
        let mut wanted = vec![Vec::new(); self.plugins];
        for wish in fitting {
            wanted[wish.plugin].push(wish.number);
        }
        let input = Input::new(bytes).anchored(Anchored::No);
        let mut state = OverlappingState::start();
        loop {
            // The automaton was built for searches like this one, so that they cannot fail.
            if automaton.try_find_overlapping(&input, &mut state).is_err() {
                break;
            }
            let Some(found) = state.get_match() else {
                break;
            };
            let pattern = &self.patterns[found.pattern().as_usize()];
            let exact = bytes[found.range()] == pattern.bytes[..];
            for owner in pattern.owners.iter().filter(|owner| exact || !owner.exact) {
                if wanted[owner.plugin].contains(&owner.interest) {
                    let hits = &mut hits[owner.plugin];
                    hits.cut |= hits.found.len() == HITS;
                    if !hits.cut {
                        let offset = found.start() as u64;
                        hits.found.push(Hit { offset, interest: owner.interest, literal: owner.literal });
                    }
                }
            }
            if hits.iter().all(|hits| hits.cut) {
                break;
            }
        }
        for hits in &mut hits {
            hits.found.sort_unstable();
            hits.found.dedup();
        }
        hits
    }
}

impl Wish {
    fn fits(&self, path: &str, head: &[u8]) -> bool {
        let Interest { globs, magics, .. } = &self.interest;
        (globs.is_empty() && magics.is_empty())
            || self.globs.is_match(path)
            || magics.iter().any(|magic| {
                let start = usize::try_from(magic.offset).unwrap_or(usize::MAX);
                head.get(start..).is_some_and(|rest| rest.starts_with(&magic.bytes))
            })
    }
}

/// Paths are matched in lower case, which is faster than globs that ignore case.
fn globs(globs: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let lower = glob.to_lowercase();
        let anchored = if lower.contains('/') { lower } else { format!("**/{lower}") };
        set.add(Glob::new(&anchored).map_err(|error| error.to_string())?);
    }
    set.build().map_err(|error| error.to_string())
}

fn patterns(wishes: &[Wish]) -> Vec<Pattern> {
    let mut patterns: BTreeMap<Vec<u8>, Vec<Owner>> = BTreeMap::new();
    for wish in wishes {
        for (number, literal) in (0..).zip(&wish.interest.literals) {
            for (bytes, exact) in forms(literal) {
                let owner = Owner { plugin: wish.plugin, interest: wish.number, literal: number, exact };
                patterns.entry(bytes).or_default().push(owner);
            }
        }
    }
    patterns.into_iter().map(|(bytes, owners)| Pattern { bytes, owners }).collect()
}

/// What is looked for: bytes, and whether their case counts.
fn forms(literal: &Literal) -> Vec<(Vec<u8>, bool)> {
    let mut forms = vec![(literal.bytes.clone(), !literal.ignore_case)];
    if literal.encoded {
        forms.push((secws_model::hexadecimal(&literal.bytes).into_bytes(), false));
        forms.extend((0..3).filter_map(|shift| base64_form(&literal.bytes, shift)).map(|form| (form, true)));
    }
    forms
}

/// What base64 makes of some bytes that stand `shift` bytes behind a multiple of three: only the characters that no
/// neighbour has a part in. Too few of them would be met everywhere.
fn base64_form(bytes: &[u8], shift: usize) -> Option<Vec<u8>> {
    let mut shifted = vec![0; shift];
    shifted.extend(bytes);
    let encoded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&shifted).into_bytes();
    let start = (shift * 8).div_ceil(6);
    let end = shifted.len() * 8 / 6;
    let form = encoded.get(start..end)?;
    (form.len() >= 4).then(|| form.to_vec())
}

fn automaton(patterns: &[Pattern]) -> Result<Option<DFA>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut builder = DFA::builder();
    builder.match_kind(MatchKind::Standard).ascii_case_insensitive(true).prefilter(false);
    builder.build(patterns.iter().map(|pattern| &pattern.bytes)).map(Some).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secws_model::Magic;

    fn literal(text: &str) -> Literal {
        Literal { bytes: text.as_bytes().to_vec(), ignore_case: false, encoded: false }
    }

    fn offsets(router: &Router, path: &str, bytes: &[u8]) -> Vec<(usize, Vec<u64>)> {
        let routes = router.route(&path.into(), Sample::Whole(bytes)).routes;
        routes.iter().map(|route| (route.plugin, route.hits.found.iter().map(|hit| hit.offset).collect())).collect()
    }

    #[test]
    fn a_file_goes_to_those_that_want_it() {
        let python = Interest { globs: vec!["*.py".into()], literals: vec![literal("eval")], ..Interest::default() };
        let secret = Literal { ignore_case: true, ..literal("Token") };
        let any = Interest { literals: vec![secret], ..Interest::default() };
        let model = Interest { magics: vec![Magic { offset: 1, bytes: b"PK".to_vec() }], ..Interest::default() };
        let router = Router::of(&[&[python], &[any], &[model]]).unwrap();
        assert_eq!(offsets(&router, "a/B.PY", b"x eval evaleval"), [(0, vec![2, 7, 11])]);
        assert_eq!(offsets(&router, "a.py", b"EVAL TOKEN"), [(1, vec![5])]);
        assert_eq!(offsets(&router, "a.js", b"eval"), []);
        assert_eq!(offsets(&router, "a.bin", b".PK token"), [(1, vec![4]), (2, vec![])]);
        assert_eq!(offsets(&router, "a.py", b""), []);
    }

    #[test]
    fn a_mark_of_utf_16_counts_as_a_hit() {
        let any = Interest { literals: vec![literal("token")], ..Interest::default() };
        let router = Router::of(&[&[any]]).unwrap();
        assert_eq!(offsets(&router, "a.txt", b"\xff\xfet\0o\0"), [(0, vec![])]);
    }

    #[test]
    fn a_large_file_goes_to_those_that_read_in_pieces() {
        let pieces = Interest { by_pieces: true, literals: vec![literal("x")], ..Interest::default() };
        let whole = Interest { literals: vec![literal("x")], ..Interest::default() };
        let router = Router::of(&[&[pieces], &[whole]]).unwrap();
        let text = router.route(&"a.csv".into(), Sample::Head(b"a,b"));
        assert_eq!((text.routes.len(), text.too_large_for), (1, vec![1]));
        let binary = router.route(&"a.bin".into(), Sample::Head(b"a\0b"));
        assert_eq!((binary.routes.len(), binary.too_large_for), (1, vec![]));
    }

    proptest! {
        #[test]
        fn encoded_forms_are_met_at_every_alignment(before in "[a-z]{0,7}", behind in "[a-z]{0,7}") {
            let encoded = Literal { encoded: true, ..literal("password=") };
            let router = Router::of(&[&[Interest { literals: vec![encoded], ..Interest::default() }]]).unwrap();
            let plain = format!("{before}password={behind}");
            let base64 = base64::engine::general_purpose::STANDARD.encode(&plain);
            for text in [base64, secws_model::hexadecimal(plain.as_bytes()), plain.clone()] {
                prop_assert!(!offsets(&router, "x", text.as_bytes()).is_empty(), "{}", text);
            }
        }
    }
}
