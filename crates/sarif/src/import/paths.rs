//! From a log's URIs to paths below the root.

use std::collections::BTreeMap;

use secws_model::RepoPath;
use serde_json::Value;

use super::value::{index, items, text};

/// How many bases may stand on each other.
const CHAIN: usize = 16;

/// A file that a log names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) path: RepoPath,
    /// Not below any root that is known: the path is as the log gives it.
    pub(crate) outside: bool,
}

/// What the URIs of a run are relative to.
pub(crate) struct Paths<'a> {
    artifacts: &'a [Value],
    bases: BTreeMap<&'a str, Base>,
    /// Directories, parts of their paths: what is below one of them is relative to it. The surest first.
    roots: Vec<Vec<Vec<u8>>>,
}

/// A resolved `uriBaseId`.
#[derive(Default)]
struct Base {
    parts: Vec<Vec<u8>>,
    absolute: bool,
    /// Of the parts, those of the outermost base.
    outer: usize,
}

/// A URI, taken apart.
enum Uri {
    Relative(Vec<Vec<u8>>),
    Absolute(Vec<Vec<u8>>),
    /// Of another scheme than `file`.
    Foreign,
}

impl<'a> Paths<'a> {
    /// Of a run; `root` is where on this machine the tree stands.
    pub(crate) fn new(run: &'a Value, root: Option<&str>) -> Self {
        let declared = run.get("originalUriBaseIds").and_then(Value::as_object);
        let names = declared.into_iter().flat_map(|bases| bases.keys());
        let bases: BTreeMap<_, _> = names.map(|name| (name.as_str(), base(declared, name))).collect();
        let mut known: Vec<_> = bases.values().filter(|base| base.absolute).map(|base| base.parts.clone()).collect();
        known.sort_by_key(Vec::len);
        let working = items(run, "invocations").iter().filter_map(|invocation| {
            match uri(text(invocation.get("workingDirectory")?, "uri")?) {
                Uri::Absolute(parts) => Some(parts),
                _ => None,
            }
        });
        let given = root.map(|root| parts(&root.replace('\\', "/"), false));
        let mut roots: Vec<_> = given.into_iter().chain(known).chain(working).filter(|root| !root.is_empty()).collect();
        roots.dedup();
        Paths { artifacts: items(run, "artifacts"), bases, roots }
    }

    /// The file of an `artifactLocation`; none if it names none.
    pub(crate) fn file(&self, location: &Value) -> Option<File> {
        let listed = || self.artifacts.get(index(location, "index")?)?.get("location");
        let location = if text(location, "uri").is_some() { location } else { listed()? };
        let name = text(location, "uri")?;
        Some(match uri(name) {
            Uri::Foreign => File { path: normal(parts(name, false)), outside: true },
            Uri::Absolute(parts) => self.below(&parts).unwrap_or_else(|| outside(parts)),
            Uri::Relative(parts) => self.based(text(location, "uriBaseId"), parts),
        })
    }

    /// A relative URI below its base. A base that is elsewhere than the root is where another machine had it.
    fn based(&self, base: Option<&str>, parts: Vec<Vec<u8>>) -> File {
        let Some(base) = base.and_then(|name| self.bases.get(name)) else {
            return inside_or_outside(parts);
        };
        let whole = [&base.parts[..], &parts].concat();
        let given = self.roots.first().filter(|_| base.absolute).and_then(|root| strip(&whole, root));
        let relative = || [base.parts.get(base.outer..).unwrap_or_default(), &parts].concat();
        inside_or_outside(given.unwrap_or_else(relative))
    }

    fn below(&self, parts: &[Vec<u8>]) -> Option<File> {
        let parts = climbed(parts.to_vec())?;
        let relative = self.roots.iter().find_map(|root| strip(&parts, root))?;
        (!relative.is_empty()).then(|| File { path: normal(relative), outside: false })
    }
}

/// Follows a base through those that it stands on.
fn base(declared: Option<&serde_json::Map<String, Value>>, name: &str) -> Base {
    let (mut resolved, mut next) = (Base::default(), Some(name));
    for _ in 0..CHAIN {
        let Some(location) = next.and_then(|name| declared?.get(name)) else { break };
        let named = text(location, "uri").map(uri);
        let (parts, absolute) = match named {
            Some(Uri::Relative(parts)) => (parts, false),
            Some(Uri::Absolute(parts)) => (parts, true),
            Some(Uri::Foreign) | None => (Vec::new(), false),
        };
        resolved.outer = if absolute { parts.len() } else { 0 };
        resolved.absolute = absolute;
        resolved.parts.splice(0..0, parts);
        next = text(location, "uriBaseId").filter(|_| !absolute);
    }
    resolved
}

fn uri(name: &str) -> Uri {
    let name = name.trim().replace('\\', "/");
    if let Some(rest) = name.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("file:")).and_then(|_| name.get(5..)) {
        // `file:///a`, `file://host/a`, `file:/a`.
        let path = rest.strip_prefix("//").map_or(rest, |rest| rest.find('/').map_or("", |slash| &rest[slash..]));
        return Uri::Absolute(parts(path, true));
    }
    let drive = name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && name.get(1..3) == Some(":/");
    match name.split_once("://") {
        Some((scheme, _)) if !scheme.contains('/') && !drive => Uri::Foreign,
        _ if drive || name.starts_with('/') => Uri::Absolute(parts(&name, true)),
        _ => Uri::Relative(parts(&name, true)),
    }
}

/// The parts of a path, decoded; empty ones and `.` left out.
fn parts(path: &str, encoded: bool) -> Vec<Vec<u8>> {
    let decode = |part: &str| if encoded { decoded(part) } else { part.as_bytes().to_vec() };
    path.split('/').map(decode).filter(|part| !matches!(&part[..], b"" | b".")).collect()
}

/// Percent-decoding; what is no such code stays as it is.
fn decoded(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((&byte, behind)) = rest.split_first() {
        let code = (byte == b'%').then(|| behind.get(..2)).flatten();
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        // A decoded slash or NUL would be a part of its own, or none.
        match code.filter(|code| !matches!(code, b'/' | 0) && behind[0] != b'+') {
            Some(code) => {
                bytes.push(code);
                rest = &behind[2..];
            }
            None => {
                bytes.push(byte);
                rest = behind;
            }
        }
    }
    bytes
}

/// Without `..`; none if they lead out.
fn climbed(parts: Vec<Vec<u8>>) -> Option<Vec<Vec<u8>>> {
    let mut climbed: Vec<Vec<u8>> = Vec::with_capacity(parts.len());
    for part in parts {
        if part == b".." {
            climbed.pop()?;
        } else {
            climbed.push(part);
        }
    }
    Some(climbed)
}

fn strip(parts: &[Vec<u8>], root: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    parts.strip_prefix(root).map(<[_]>::to_vec)
}

fn inside_or_outside(parts: Vec<Vec<u8>>) -> File {
    match climbed(parts.clone()) {
        Some(climbed) if !climbed.is_empty() => File { path: normal(climbed), outside: false },
        _ => outside(parts),
    }
}

fn outside(parts: Vec<Vec<u8>>) -> File {
    File { path: normal(parts.into_iter().filter(|part| part != b"..").collect()), outside: true }
}

fn normal(parts: Vec<Vec<u8>>) -> RepoPath {
    let named = parts.into_iter().filter(|part| !matches!(&part[..], b"" | b"." | b"..") && !part.contains(&0));
    let path = named.collect::<Vec<_>>().join(&b'/');
    if path.is_empty() { RepoPath::new("unnamed") } else { RepoPath::from_bytes(&path) }
}

/// The path under which a log itself is spoken of.
pub(crate) fn of_log(name: &str) -> RepoPath {
    normal(parts(name, false))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn file(run: &Value, root: Option<&str>, location: &Value) -> (String, bool) {
        let file = Paths::new(run, root).file(location).unwrap();
        (file.path.as_str().to_owned(), file.outside)
    }

    fn inside(path: &str) -> (String, bool) {
        (path.to_owned(), false)
    }

    #[test]
    fn a_path_is_relative_to_the_root() {
        let path = |root, uri: &str| file(&json!({}), root, &json!({ "uri": uri }));
        assert_eq!(path(None, "./a%20b/../c%C3%BC.py"), inside("cü.py"));
        assert_eq!(path(None, "src\\app\\x.py"), inside("src/app/x.py"));
        assert_eq!(path(None, "100%.py"), inside("100%.py"));
        assert_eq!(path(None, "odd:name.py"), inside("odd:name.py"));
        assert_eq!(path(Some("/src/repo"), "file:///src/repo/a/b%20c.py"), inside("a/b c.py"));
        assert_eq!(path(Some("/src/repo/"), "/src/repo/a.py"), inside("a.py"));
        assert_eq!(path(Some("C:\\repo"), "file:///C:/repo/a.py"), inside("a.py"));
        assert_eq!(path(Some("/src/repo"), "file:///src/repository/a.py"), ("src/repository/a.py".to_owned(), true));
        assert_eq!(path(None, "../x.py"), ("x.py".to_owned(), true));
        assert_eq!(path(None, "https://example.com/a.py"), ("https:/example.com/a.py".to_owned(), true));
    }

    #[test]
    fn bases_lead_to_each_other() {
        let run = json!({ "originalUriBaseIds": {
            "ROOT": { "uri": "file:///ci/repo/" },
            "SRC": { "uri": "src/", "uriBaseId": "ROOT" },
            "LOOP": { "uri": "x/", "uriBaseId": "LOOP" },
            "%SRCROOT%": { "description": { "text": "The root." } },
        } });
        let path = |root, base: &str| file(&run, root, &json!({ "uri": "a.py", "uriBaseId": base }));
        assert_eq!(path(None, "SRC"), inside("src/a.py"));
        assert_eq!(path(Some("/ci"), "SRC"), inside("repo/src/a.py"));
        assert_eq!(path(Some("/elsewhere"), "SRC"), inside("src/a.py"));
        assert_eq!(path(None, "%SRCROOT%"), inside("a.py"));
        assert_eq!(path(None, "UNKNOWN"), inside("a.py"));
        assert!(path(None, "LOOP").0.ends_with("/a.py"));
        assert_eq!(file(&run, Some("/elsewhere"), &json!({ "uri": "file:///ci/repo/src/b.py" })), inside("src/b.py"));
    }

    #[test]
    fn a_file_may_be_named_by_its_number() {
        let run = json!({ "artifacts": [{ "location": { "uri": "a.py" } }] });
        assert_eq!(file(&run, None, &json!({ "index": 0 })), inside("a.py"));
        assert_eq!(Paths::new(&run, None).file(&json!({ "index": 7 })), None);
        assert_eq!(Paths::new(&run, None).file(&json!({ "uri": 3, "index": -1 })), None);
    }

    proptest! {
        #[test]
        fn every_path_is_normal(uri in "[a-c./:%2F\\\\\0é-]{1,20}", base in "[a./:]{0,6}", root in "[/a]{0,4}") {
            let run = json!({ "originalUriBaseIds": { "B": { "uri": base } } });
            if let Some(file) = Paths::new(&run, Some(&root)).file(&json!({ "uri": uri, "uriBaseId": "B" })) {
                prop_assert!(RepoPath::is_normal(file.path.as_str()), "{:?}", file);
            }
        }

        #[test]
        fn our_own_uris_come_back(path in "[a-zé%: #?!~]{1,8}(/[a-z.%]{1,5}x)?") {
            prop_assume!(RepoPath::is_normal(&path));
            let path = RepoPath::new(&path);
            let file = Paths::new(&json!({}), None).file(&json!({ "uri": path.to_uri() })).unwrap();
            prop_assert_eq!(file.path, path);
        }
    }
}
