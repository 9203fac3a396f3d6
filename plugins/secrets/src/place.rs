//! What a file's path tells about it: how its language writes values, and whether it holds tests.

use crate::settings::Settings;
use crate::text::{self, lists};

/// How values are written in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A programming language: only quoted strings are values.
    Code,
    /// A list of environment variables: everything after `=`.
    Environment,
    /// `key = value` or `key: value`, to the end of the line.
    Settings,
    /// YAML.
    Yaml,
    /// A shell script or a Dockerfile: `KEY=value`, to the next blank.
    Shell,
    /// XML or HTML: attributes and the text between tags.
    Markup,
    /// JSON and what is made of it.
    Json,
    /// Text for people.
    Prose,
    /// SQL.
    Sql,
    /// `.netrc`: words with blanks between them.
    Netrc,
    /// Not known: quoted strings, and `KEY=value` without blanks.
    Other,
    /// Full of hashes, or of words beside which `password` is a label: assignments say nothing there.
    Noise,
}

/// What a path tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// How values are written.
    pub(crate) style: Style,
    /// Lies among tests, fixtures or examples.
    pub(crate) is_test: bool,
    /// The name says that it is a template to be filled in: `.env.example`.
    pub(crate) is_template: bool,
    /// The contents are no text: told by them, not by the path.
    pub(crate) is_binary: bool,
}

const TEST_FOLDERS: &str = "\
    test tests testing testdata test_data test-data __tests__ spec specs fixture fixtures __fixtures__ mock mocks \
    __mocks__ example examples sample samples e2e cassettes unit t";

const TEMPLATE_WORDS: &str = "example sample template dist tmpl tpl j2 skel default defaults";

const TRANSLATIONS: &str = "locale locales i18n l10n lang langs translations lc_messages";

/// What translated texts are kept in: `lang/de.php`, but not `commons/lang/Strings.java`.
const TEXT_ENDINGS: &str = "json yml yaml properties xml php js ts ini";

const NOISY_NAMES: &str = "\
    package-lock.json npm-shrinkwrap.json pnpm-lock.yaml go.sum conda-lock.yml packages.lock.json gradle.lockfile \
    record integrity.json podfile.lock";

impl Place {
    /// Reads a path with `/` between its parts.
    pub(crate) fn of(path: &str, settings: &Settings) -> Self {
        let lower = path.to_ascii_lowercase();
        let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
        let of_tests = |folder: &str| lists(TEST_FOLDERS, folder) || settings.test_folders.iter().any(|own| own == folder);
        let is_test = folders.split('/').any(of_tests) || is_test_name(name);
        Place {
            style: style(folders, name),
            is_test,
            is_template: name.split(['.', '-', '_']).any(|word| lists(TEMPLATE_WORDS, word)),
            is_binary: false,
        }
    }

    /// The same place for contents: where a NUL stands near the start, which no text has, names beside values say nothing.
    pub(crate) fn with_contents(self, bytes: &[u8]) -> Self {
        let is_binary = text::part(bytes, 0..8192).contains(&0);
        Place { is_binary, style: if is_binary { Style::Noise } else { self.style }, ..self }
    }
}

fn is_test_name(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    name == "conftest.py"
        || stem.starts_with("test_")
        || ["_test", "_tests", ".test", ".spec", "_spec"].iter().any(|end| stem.ends_with(end))
}

fn style(folders: &str, name: &str) -> Style {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let translated = lists(TEXT_ENDINGS, ending) && folders.split('/').any(|folder| lists(TRANSLATIONS, folder));
    if translated || lists(NOISY_NAMES, name) || name.contains(".min.") {
        return Style::Noise;
    }
    if name == ".env" || name.starts_with(".env.") || name.ends_with(".env") || name == ".envrc" {
        return Style::Environment;
    }
    match name {
        ".netrc" | "_netrc" => return Style::Netrc,
        "dockerfile" | "containerfile" | "makefile" | "gnumakefile" | ".bashrc" | ".zshrc" | ".profile"
        | ".bash_profile" | "procfile" | "jenkinsfile" | ".bash_history" | ".zsh_history" => return Style::Shell,
        ".npmrc" | ".pypirc" | ".my.cnf" | "credentials" | "config" | ".s3cfg" | ".boto" | ".flaskenv" => {
            return Style::Settings;
        }
        _ => {}
    }
    by_ending(ending)
}

fn by_ending(ending: &str) -> Style {
    match ending {
        "py" | "pyi" | "pyx" | "js" | "jsx" | "mjs" | "cjs" | "ts" | "tsx" | "mts" | "cts" | "vue" | "svelte" | "java"
        | "kt" | "kts" | "scala" | "groovy" | "gradle" | "go" | "rs" | "c" | "h" | "cc" | "cpp" | "cxx" | "hpp" | "cs"
        | "fs" | "vb" | "swift" | "m" | "mm" | "rb" | "erb" | "php" | "pl" | "pm" | "lua" | "r" | "jl" | "dart" | "ex"
        | "exs" | "erl" | "clj" | "hs" | "ml" | "sol" | "tf" | "tfvars" | "hcl" | "toml" | "bicep" | "nix" | "ps1"
        | "psm1" | "proto" | "graphql" | "jinja" | "jinja2" | "zig" | "nim" | "cmake" | "el" | "lisp" => Style::Code,
        "env" => Style::Environment,
        "ini" | "cfg" | "conf" | "cnf" | "credentials" | "properties" | "props" | "pgpass" | "npmrc" | "pypirc" => {
            Style::Settings
        }
        "yml" | "yaml" => Style::Yaml,
        "sh" | "bash" | "zsh" | "fish" | "ksh" | "bat" | "cmd" | "dockerfile" | "mk" => Style::Shell,
        "xml" | "html" | "htm" | "xhtml" | "config" | "csproj" | "plist" | "xaml" | "jsp" | "pom" => Style::Markup,
        "json" | "jsonl" | "ndjson" | "json5" | "jsonc" | "ipynb" | "har" | "geojson" | "tfstate" => Style::Json,
        "md" | "markdown" | "rst" | "txt" | "adoc" | "asciidoc" | "tex" | "org" | "log" | "csv" | "tsv" => Style::Prose,
        "sql" | "ddl" => Style::Sql,
        "lock" | "map" | "css" | "scss" | "less" | "sass" | "svg" | "po" | "pot" | "mo" | "arb" | "strings" | "xlf"
        | "xliff" | "resx" | "sum" | "snap" => Style::Noise,
        _ => Style::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> Place {
        Place::of(path, &Settings { test_folders: vec!["playground".to_owned()], ..Settings::default() })
    }

    #[test]
    fn styles_follow_names() {
        for (path, style) in [
            ("a/b.py", Style::Code),
            ("deploy/.env.production", Style::Environment),
            ("x/Dockerfile", Style::Shell),
            ("poetry.lock", Style::Noise),
            ("app/locale/de/messages.json", Style::Noise),
            ("org/apache/commons/lang/Strings.java", Style::Code),
            ("LICENSE", Style::Other),
            ("k8s/secret.YAML", Style::Yaml),
        ] {
            assert_eq!(place(path).style, style, "{path}");
        }
    }

    #[test]
    fn tests_are_known_by_folder_and_name() {
        for path in
            ["tests/a.py", "pkg/testdata/x", "a/test_x.py", "a/x_test.go", "a/x.spec.ts", "src/conftest.py", "playground/a"]
        {
            assert!(place(path).is_test, "{path}");
        }
        for path in ["contest.py", "latest/a.py", "testament.md", "src/protest.rs"] {
            assert!(!place(path).is_test, "{path}");
        }
    }

    #[test]
    fn templates_are_known_by_name() {
        assert!(place(".env.example").is_template);
        assert!(place("config.dist.yml").is_template);
        assert!(!place("distance.py").is_template);
    }
}
