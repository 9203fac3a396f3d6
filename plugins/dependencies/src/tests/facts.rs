//! What scans let be known of files.

use secws_plugin_sdk::Outcome;
use secws_plugin_sdk::testing::{Harness, MemoryFile};

use crate::Dependencies;
use crate::facts::{FileFacts, Package, Reference, Source};

fn scan(path: &str, text: &str) -> (FileFacts, Outcome) {
    let outcome = Harness::<Dependencies>::default().scan_file(&MemoryFile::new(path, text.as_bytes()));
    assert_eq!(outcome.facts.len(), 1);
    assert_eq!(outcome.facts[0].topic, "dependencies/packages");
    (serde_json::from_slice(&outcome.facts[0].data).unwrap(), outcome)
}

/// Each package as `<name> <version or ranges> <source>`, and what the file holds at its place.
fn packages(path: &str, text: &str) -> Vec<(String, String)> {
    let (facts, _) = scan(path, text);
    let one = |package: &Package| {
        let version = package.version.clone().unwrap_or_else(|| format!("in {:?}", package.ranges.join(" | ")));
        let held = text[package.span.0 as usize..package.span.1 as usize].to_owned();
        (format!("{} {version} {:?}", package.normalized, package.source), held)
    };
    facts.packages.iter().map(one).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(said, held)| ((*said).to_owned(), (*held).to_owned())).collect()
}

#[test]
fn the_json_is_as_documented() {
    let text = "-c constraints.txt\nDjango[argon2]==3.2 ; os_name == 'nt'\nflask>=1\n";
    let (_, outcome) = scan("requirements.txt", text);
    let json: serde_json::Value = serde_json::from_slice(&outcome.facts[0].data).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "format": "requirements",
            "includes": [{"path": "constraints.txt", "constraint": true, "span": [3, 18]}],
            "packages": [
                {"ecosystem": "PyPI", "name": "Django", "normalized": "django", "version": "3.2", "span": [19, 38],
                 "version-span": [35, 38], "marker": "os_name == 'nt'", "direct": true},
                {"ecosystem": "PyPI", "name": "flask", "normalized": "flask", "ranges": [">=1"], "span": [57, 65], "direct": true},
            ],
        })
    );
}

#[test]
fn requirements_are_read_as_pip_reads_them() {
    let text = "\u{feff}a==1.0 \\\r\n    --hash=sha256:00 \\\r\n    --hash=sha256:01\r\nB.c[x, y] ( >= 1, < 2 )\r\n./d.whl\r\n./e-1.0-py3-none-any.whl\r\nhttps://h.example/f-2.0.tar.gz\r\ng @ git+https://h.example/g@v1.0\r\n-e .\r\n--pre\r\nh==${VERSION}\r\ni===odd\r\n";
    let expected = pairs(&[
        ("a 1.0 Index", "a==1.0"),
        ("b-c in \">=1,<2\" Index", "B.c[x, y] ( >= 1, < 2"),
        ("e 1.0 Path", "./e-1.0-py3-none-any.whl"),
        ("f 2.0 Url", "https://h.example/f-2.0.tar.gz"),
        ("g in \"\" Vcs", "g @ git+https://h.example/g@v1.0"),
        ("i odd Index", "i===odd"),
    ]);
    assert_eq!(packages("requirements.txt", text), expected);
    let (facts, outcome) = scan("requirements.txt", text);
    assert!(facts.packages[0].hashed && !facts.packages[1].hashed);
    let told: Vec<_> = outcome.gaps.iter().map(|gap| gap.location.as_ref().unwrap().span.unwrap()).collect();
    let told: Vec<_> = told.iter().map(|span| &text[span.start as usize..span.end as usize]).collect();
    assert_eq!(told, ["./d.whl", "${VERSION}"]);
}

#[test]
fn a_line_that_is_not_understood_loses_no_other() {
    let text = "a==1\nwhat is this\nb==\nc==2\n--frobnicate\n";
    let (facts, outcome) = scan("requirements.txt", text);
    assert_eq!(facts.packages.len(), 2);
    let told: Vec<_> = outcome
        .gaps
        .iter()
        .map(|gap| gap.location.as_ref().unwrap().span.unwrap())
        .map(|span| &text[span.start as usize..span.end as usize])
        .collect();
    assert_eq!(told, ["is this", "", "--frobnicate"]);
    assert!(outcome.gaps.iter().all(|gap| !gap.message.contains("what")));
}

#[test]
fn prose_is_told_once() {
    let (facts, outcome) =
        scan("system-requirements.txt", "You will need a computer.\nIt should have memory.\nAnd a disk.\n");
    assert!(facts.packages.is_empty());
    assert_eq!(outcome.gaps.len(), 1);
}

#[test]
fn includes_are_requested_from_the_folder_of_the_file() {
    let (facts, outcome) = scan("a/b/requirements.txt", "-r ../base.txt\n--constraint=c.txt\n-r 'd e.txt'\n");
    assert_eq!(outcome.requests, ["a/base.txt", "a/b/c.txt", "a/b/d e.txt"]);
    assert_eq!(facts.includes.iter().map(|include| include.constraint).collect::<Vec<_>>(), [false, true, false]);
    let (_, outcome) = scan("pyproject.toml", "[tool.setuptools.dynamic]\ndependencies = { file = [\"deps.txt\"] }\n");
    assert_eq!(outcome.requests, ["deps.txt"]);
}

#[test]
fn addresses_are_not_kept() {
    let password = ["hunter", "2"].concat();
    let text = format!(
        "--extra-index-url https://me:{password}@h.example/simple\na @ https://me:{password}@h.example/a-1.zip\n-r https://me:{password}@h.example/r.txt\nno {password}\n"
    );
    let (_, outcome) = scan("requirements.txt", &text);
    let all = format!("{outcome:?}{}", String::from_utf8_lossy(&outcome.facts[0].data));
    assert!(!all.contains(&password), "{all}");
}

const UV_LOCK: &str = r#"version = 1
revision = 3
requires-python = ">=3.9"
resolution-markers = ["sys_platform == 'win32'"]

[manifest]
members = ["shop", "lib"]

[[package]]
name = "shop"
version = "0.1"
source = { editable = "packages/shop" }
dependencies = [{ name = "a" }, { name = "lib" }]

[package.optional-dependencies]
fast = [{ name = "b" }]

[package.dev-dependencies]
dev = [{ name = "c", version = "1.0", source = { registry = "https://pypi.org/simple" }, marker = "python_version < '3.10'" }]

[[package]]
name = "a"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "c", version = "2.0" }]
sdist = { url = "https://files.pythonhosted.org/a.tar.gz", hash = "sha256:00", size = 1 }

[[package]]
name = "b"
version = "1.0"
source = { git = "https://github.com/example/b?rev=main#0123456789abcdef0123456789abcdef01234567" }

[[package]]
name = "c"
version = "1.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "c"
version = "2.0"
source = { registry = "https://own.example/simple" }
"#;

#[test]
fn uv_locks_tell_members_groups_and_sources() {
    let text = UV_LOCK;
    let (facts, outcome) = scan("uv.lock", text);
    assert!(outcome.gaps.is_empty(), "{:?}", outcome.gaps);
    assert_eq!((facts.members.join(" "), facts.requires_python.as_deref()), ("lib shop".to_owned(), Some(">=3.9")));
    let said: Vec<_> = facts
        .packages
        .iter()
        .map(|package| (package.name.as_str(), package.source, package.direct, package.groups.join(" ")))
        .collect();
    assert_eq!(
        said,
        [
            ("shop", Source::Path, false, String::new()),
            ("a", Source::Index, true, String::new()),
            ("b", Source::Vcs, true, "extra:fast".to_owned()),
            ("c", Source::Index, true, "group:dev".to_owned()),
            ("c", Source::OtherIndex, false, String::new()),
        ]
    );
    assert_eq!(facts.packages[2].reference, Some(Reference::Commit));
    assert_eq!(facts.packages[1].requires[0].version.as_deref(), Some("2.0"));
}

#[test]
fn poetry_locks_of_all_versions_are_read() {
    let old = "[[package]]\nname = \"A.b\"\nversion = \"1.0\"\ncategory = \"dev\"\n[package.dependencies]\nc = {version = \"*\", markers = \"x\"}\n\n[metadata]\nlock-version = \"1.1\"\n";
    let (facts, outcome) = scan("poetry.lock", old);
    assert!(outcome.gaps.is_empty());
    assert_eq!(
        (facts.packages[0].groups.join(" "), facts.packages[0].requires[0].name.as_str()),
        ("group:dev".to_owned(), "c")
    );
    let new = "[[package]]\nname = \"a\"\nversion = \"1.0\"\ngroups = [\"main\", \"dev\"]\nmarkers = {main = \"x == 'y'\", dev = \"z == 'y'\"}\n[package.source]\ntype = \"legacy\"\nurl = \"https://own.example/simple\"\nreference = \"own\"\n\n[[package]]\nname = \"b\"\nversion = \"1\"\n\n[metadata]\nlock-version = \"2.1\"\n";
    let (facts, _) = scan("poetry.lock", new);
    let package = &facts.packages[0];
    assert_eq!(
        (package.source, package.marker.as_deref(), package.groups.len()),
        (Source::OtherIndex, Some("(z == 'y') or (x == 'y')"), 0)
    );
    let (_, outcome) = scan("poetry.lock", "[metadata]\nlock-version = \"3.0\"\n");
    assert_eq!(outcome.gaps.len(), 1);
}

const MANIFEST: &str = r#"[build-system]
requires = ["setuptools>=61"]

[project]
name = "My.Shop"
requires-python = ">=3.9"
dependencies = ["a==1.0", 'b>=1; os_name == "nt"', "c @ git+https://h.example/c"]

[project.optional-dependencies]
fast = ["d~=1.2"]

[dependency-groups]
dev = ["e", { include-group = "fast" }]

[tool.poetry.dependencies]
python = "^3.9"
f = "^1.2"
g = [{ version = "1.0", python = "<3.10" }, { version = "^2.0", python = ">=3.10" }]
h = { path = "../h" }

[tool.poetry.group.docs.dependencies]
i = { version = "*", source = "own" }

[tool.uv]
constraint-dependencies = ["j==1.0"]

[tool.uv.sources]
e = { index = "own" }

[tool.hatch.envs.test]
dependencies = ["k", "l @ {root:uri}/l"]
"#;

#[test]
fn manifests_tell_all_their_tables() {
    let text = MANIFEST;
    let expected = pairs(&[
        ("a 1.0 Index", "a==1.0"),
        ("b in \">=1\" Index", "b>=1"),
        ("c in \"\" Vcs", "c @ git+https://h.example/c"),
        ("setuptools in \">=61\" Index", "setuptools>=61"),
        ("d in \"~=1.2\" Index", "d~=1.2"),
        ("e in \"\" OtherIndex", "e"),
        ("j 1.0 Index", "j==1.0"),
        ("k in \"\" Index", "k"),
        ("f in \">=1.2,<2\" Index", "f = \"^1.2"),
        ("g 1.0 Index", "g = [{ version = \"1.0"),
        ("g in \">=2.0,<3\" Index", "g = [{ version = \"1.0\", python = \"<3.10\" }, { version = \"^2.0"),
        ("h in \"\" Path", "h"),
        ("i in \"\" OtherIndex", "i = { version = \"*"),
    ]);
    assert_eq!(packages("pyproject.toml", text), expected);
    let (facts, outcome) = scan("pyproject.toml", text);
    assert!(outcome.gaps.is_empty(), "{:?}", outcome.gaps);
    assert_eq!((facts.project.as_deref(), facts.requires_python.as_deref()), (Some("my-shop"), Some(">=3.9")));
    let groups: Vec<_> = facts.packages.iter().map(|package| package.groups.join(" ")).collect();
    assert_eq!(
        groups,
        ["", "", "", "build", "extra:fast", "group:dev", "constraint", "group:test", "", "", "", "", "group:docs"]
    );
}

#[test]
fn line_ends_and_marks_move_no_place() {
    for (mark, end) in [("", "\n"), ("\u{feff}", "\n"), ("", "\r\n"), ("\u{feff}", "\r\n")] {
        let lock = format!("{mark}# grün{end}version = 1{end}{end}[[package]]{end}name = \"a\"{end}version = \"1.0\"{end}");
        assert_eq!(packages("uv.lock", &lock), pairs(&[("a 1.0 Index", &format!("a\"{end}version = \"1.0"))]));
        let list = format!("{mark}# grün{end}a==1.0{end}");
        assert_eq!(packages("requirements.txt", &list), pairs(&[("a 1.0 Index", "a==1.0")]));
    }
}
