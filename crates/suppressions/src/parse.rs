//! Finds comments in the bytes of a file, in whatever language.
//!
//! A marker counts where one of the signs with which languages begin a comment stands before it on its line, or where its own
//! tool takes it anyway (gitleaks and detect-secrets do not look for one). One pass looks for the few words that all markers
//! have; a file without any costs no more.

use std::sync::LazyLock;

use memchr::memchr;
use regex::bytes::Regex;

use crate::comment::{Comment, Scope, Syntax};

/// Comments that are kept of one file.
const COMMENTS: usize = 100_000;
/// Bytes of a line around a marker that are looked at: a line may have a megabyte.
const WINDOW: usize = 2_000;
/// Bytes before a marker that are looked at.
const BEFORE: usize = 64;
/// Words of one comment.
const WORDS: usize = 100;

/// What all markers have.
static MARKERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i-u)secws:|nosec|noqa|gitleaks:allow|(?:allow|white)list[ -](?:next ?line )?secret").ok()
});

static OURS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^secws:[ \t]*ignore(-file)?[ \t]*(?:\[([^\]\r\n]*)\])?[ \t]*(?:--[ \t]*(.*))?").ok());
static NOSEC: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i-u)^nosec\b[ \t]*:?[ \t]*([^#\r\n]*)").ok());
static NOQA: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i-u)^noqa(?:[ \t]*:[ \t]*([A-Z][A-Z0-9]*(?:[, \t]+[A-Z]+[0-9]+)*))?(?:[^A-Za-z0-9_:]|$)").ok()
});

/// Signs before a comment, the longest first.
const LEADERS: [&[u8]; 12] = [b"<!--", b"(*", b"/*", b"//", b"--", b"{#", b"#", b";", b"%", b"rem ", b"REM ", b"* "];

/// All comments of a file that say that a finding is known.
#[must_use]
pub fn comments(bytes: &[u8]) -> Vec<Comment> {
    let Some(markers) = MARKERS.as_ref() else {
        return Vec::new();
    };
    let mut found = markers.find_iter(bytes).peekable();
    if found.peek().is_none() {
        return Vec::new();
    }
    let mut lines = Lines { bytes, start: 0, end: line_end(bytes, 0), number: 1 };
    let mut comments = Vec::new();
    for marker in found.take(COMMENTS) {
        lines.advance(marker.start());
        let line = Line { number: lines.number, start: lines.start, end: lines.end, marker: marker.start() };
        if let Some(comment) = comment(bytes, &line, marker.as_bytes()) {
            comments.push(comment);
        }
    }
    place(bytes, &mut comments);
    comments
}

/// Counts lines on the way through a file, each byte once.
struct Lines<'a> {
    bytes: &'a [u8],
    start: usize,
    end: usize,
    number: u32,
}

impl Lines<'_> {
    fn advance(&mut self, to: usize) {
        while self.end < to {
            self.start = self.end + 1;
            self.end = line_end(self.bytes, self.start);
            self.number = self.number.saturating_add(1);
        }
    }
}

fn line_end(bytes: &[u8], start: usize) -> usize {
    bytes.get(start..).and_then(|rest| memchr(b'\n', rest)).map_or(bytes.len(), |length| start + length)
}

/// The line on which a marker stands.
struct Line {
    number: u32,
    start: usize,
    end: usize,
    marker: usize,
}

impl Line {
    /// From the marker on, as much as is looked at.
    fn rest<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[self.marker..self.end.min(self.marker.saturating_add(WINDOW))]
    }

    /// Before the marker, as much as is looked at.
    fn before<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[self.start.max(self.marker.saturating_sub(BEFORE))..self.marker]
    }
}

fn comment(bytes: &[u8], line: &Line, marker: &[u8]) -> Option<Comment> {
    let (rest, before) = (line.rest(bytes), line.before(bytes));
    let own = Scope::Line(line.number);
    let make = |scope, syntax, words, reason| Some(Comment { line: line.number, scope, syntax, words, reason });
    match marker.first()?.to_ascii_lowercase() {
        b's' => {
            opened(before, line, bytes)?;
            let found = OURS.as_ref()?.captures(rest)?;
            let words = found.get(2).map(|words| listed(words.as_bytes())).unwrap_or_default();
            let reason = found.get(3).map(|reason| closed(reason.as_bytes())).filter(|reason| !reason.is_empty());
            make(if found.get(1).is_some() { Scope::File } else { own }, Syntax::Secws, words, reason)
        }
        b'n' if marker.eq_ignore_ascii_case(b"nosec") => {
            (before.trim_ascii_end().ends_with(b"#") && is_comment_start(before.trim_ascii_end(), 1, line, bytes))
                .then_some(())?;
            let found = NOSEC.as_ref()?.captures(rest)?;
            let text = found.get(1).map(|text| closed(text.as_bytes())).unwrap_or_default();
            let words: Vec<String> = listed(text.as_bytes()).into_iter().take_while(|word| is_test(word)).collect();
            make(own, Syntax::Nosec, words, Some(text).filter(|text| !text.is_empty()))
        }
        b'n' => {
            let file = noqa_scope(before, line, bytes)?;
            let found = NOQA.as_ref()?.captures(rest)?;
            let words = found.get(1).map(|words| listed(words.as_bytes())).unwrap_or_default();
            make(if file { Scope::File } else { own }, Syntax::Noqa, words, None)
        }
        b'g' => make(own, Syntax::GitleaksAllow, Vec::new(), None),
        b'a' | b'w' => {
            let pragma = before.trim_ascii_end().to_ascii_lowercase();
            pragma.ends_with(b"pragma:").then_some(())?;
            let next = marker.to_ascii_lowercase().windows(4).any(|window| window == b"next");
            let scope = if next { Scope::Line(line.number.saturating_add(1)) } else { own };
            make(scope, Syntax::AllowlistSecret, Vec::new(), None)
        }
        _ => None,
    }
}

/// Whether a comment begins before a marker, with nothing but blanks between.
fn opened(before: &[u8], line: &Line, bytes: &[u8]) -> Option<()> {
    let trimmed = before.trim_ascii_end();
    let leader = LEADERS.iter().map(|leader| leader.trim_ascii_end()).find(|leader| trimmed.ends_with(leader))?;
    is_comment_start(trimmed, leader.len(), line, bytes).then_some(())
}

/// Whether the sign at the end of some text begins a comment: in the midst of an address (`x/#nosec`) or of a text
/// (`"# nosec"`) it does not; in a notebook each line is a text of its own.
fn is_comment_start(text: &[u8], leader: usize, line: &Line, bytes: &[u8]) -> bool {
    let ahead = &text[..text.len().saturating_sub(leader)];
    match ahead.last() {
        None => true,
        Some(b'"') => bytes[line.start..line.marker].trim_ascii_start().starts_with(b"\"") && ahead.trim_ascii() == b"\"",
        Some(last) => last.is_ascii_whitespace() || b")]};,:\n#*".contains(last),
    }
}

/// `# noqa` is about its line, `# ruff: noqa` and `# flake8: noqa` about the file.
fn noqa_scope(before: &[u8], line: &Line, bytes: &[u8]) -> Option<bool> {
    let trimmed = before.trim_ascii_end();
    let lower = trimmed.to_ascii_lowercase();
    for tool in [b"ruff:".as_slice(), b"flake8:"] {
        if let Some(rest) = lower.strip_suffix(tool) {
            return rest.trim_ascii_end().ends_with(b"#").then_some(true);
        }
    }
    (lower.ends_with(b"#") && is_comment_start(trimmed, 1, line, bytes)).then_some(false)
}

/// A test of Bandit's: its id, or its name.
fn is_test(word: &str) -> bool {
    let id = word.len() == 4 && word.starts_with(['B', 'b']) && word[1..].bytes().all(|byte| byte.is_ascii_digit());
    id || (word.contains('_') && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'))
}

/// Words of a list.
fn listed(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let words = text.split([',', ' ', '\t']).map(str::trim).filter(|word| !word.is_empty());
    words.take(WORDS).map(str::to_owned).collect()
}

/// A text without what closes a comment, or the JSON string that it is in.
fn closed(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut text = text.trim();
    for end in ["*/", "-->", "*)", "#}", "\\n\",", "\\n\""] {
        text = text.strip_suffix(end).unwrap_or(text).trim_end();
    }
    text.to_owned()
}

/// What our own comments that stand alone on their lines are about: the next line with code, or the file, if only comments and
/// blank lines stand before them and the next line is none with code.
fn place(bytes: &[u8], comments: &mut [Comment]) {
    if !comments.iter().any(|comment| comment.syntax == Syntax::Secws) {
        return;
    }
    // In a notebook a line of code is a text of JSON.
    let bare = |line: &'_ [u8]| line.strip_prefix(b"\"").map_or(line.len(), <[u8]>::len);
    let lines: Vec<&[u8]> =
        bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).map(|line| &line[line.len() - bare(line)..]).collect();
    let first_code = lines.iter().position(|line| !line.is_empty() && !is_comment(line)).unwrap_or(lines.len());
    // For each line, the next one with code, from the end.
    let mut next = vec![None; lines.len() + 1];
    for position in (0..lines.len()).rev() {
        let code = !lines[position].is_empty() && !is_comment(lines[position]);
        next[position] = if code { Some(position) } else { next[position + 1] };
    }
    for comment in comments.iter_mut().filter(|comment| comment.syntax == Syntax::Secws) {
        let position = comment.line as usize - 1;
        let alone = lines.get(position).is_some_and(|line| is_comment(line));
        if comment.scope == Scope::File || !alone {
            continue;
        }
        let directly_above = lines.get(position + 1).is_some_and(|line| !line.is_empty() && !is_comment(line));
        if position < first_code && !directly_above {
            comment.scope = Scope::File;
        } else if let Some(Some(line)) = next.get(position + 1) {
            comment.scope = Scope::Line(u32::try_from(line + 1).unwrap_or(u32::MAX));
        }
    }
}

/// Whether a line is nothing but a comment.
fn is_comment(line: &[u8]) -> bool {
    let starts = [b"#".as_slice(), b"//", b"/*", b"* ", b"--", b";", b"<!--", b"{#", b"(*", b"%", b"rem ", b"REM "];
    starts.iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<(Syntax, Scope, String, Option<String>)> {
        let comments = comments(text.as_bytes()).into_iter();
        comments.map(|comment| (comment.syntax, comment.scope, comment.words.join(" "), comment.reason)).collect()
    }

    fn one(text: &str) -> (Syntax, Scope, String, Option<String>) {
        let shown = shown(text);
        assert_eq!(shown.len(), 1, "{text:?}: {shown:?}");
        shown[0].clone()
    }

    #[test]
    fn ours_names_rules_and_a_reason() {
        let text = "import x\ny = eval(x)  # secws: ignore[code/eval, B307] -- fixed input\n";
        let reason = Some("fixed input".to_owned());
        assert_eq!(one(text), (Syntax::Secws, Scope::Line(2), "code/eval B307".into(), reason));
        assert_eq!(one("x = 1 // secws: ignore[a]").2, "a");
        assert_eq!(one("x /* secws: ignore[a] -- why */\n").3.as_deref(), Some("why"));
        assert_eq!(one("<!-- secws:ignore[a] -- why -->\nx").3.as_deref(), Some("why"));
        assert_eq!(one("x = 1  # secws: ignore"), (Syntax::Secws, Scope::Line(1), String::new(), None));
    }

    #[test]
    fn ours_alone_on_a_line_is_about_the_next_line_of_code_or_the_file() {
        assert_eq!(one("import x\n# secws: ignore[a] -- b\n# more\n\ny = 1\n").1, Scope::Line(5));
        assert_eq!(one("# secws: ignore[a] -- b\ny = 1\n").1, Scope::Line(2));
        assert_eq!(one("#!/usr/bin/env python\n# secws: ignore[a] -- b\n\ny = 1\n").1, Scope::File);
        assert_eq!(one("# secws: ignore[a] -- b\n# Licence\ny = 1\n").1, Scope::File);
        assert_eq!(one("import x\n\nx()  # secws: ignore-file[a]\n").1, Scope::File);
    }

    #[test]
    fn look_alikes_are_none() {
        for text in [
            "secws: ignore[a]",
            "print('secws: ignore[a]')",
            "x = 1  # nosecurity",
            "x = nosec",
            "url = 'http://x/noqa'",
            "# noqaed",
            "x  # type: ignore, noqa",
            "allowlist secret",
            "a == 'nosec'",
            "print(\"# nosec\")",
            "x = 'https://example.com/#nosec'",
            "x = 1  # noqa:",
        ] {
            assert_eq!(shown(text), [], "{text}");
        }
    }

    #[test]
    fn lines_of_notebooks_are_lines_of_code() {
        let text = "  \"import x\\n\",\n  \"# secws: ignore[a] -- b\\n\",\n  \"y = eval(x)  # nosec\\n\"\n";
        let shown = shown(text);
        assert_eq!(shown[0].1, Scope::Line(3), "{shown:?}");
        assert_eq!((shown[0].3.as_deref(), shown.len()), (Some("b"), 2));
    }

    #[test]
    fn those_of_bandit() {
        assert_eq!(one("x  # nosec"), (Syntax::Nosec, Scope::Line(1), String::new(), None));
        assert_eq!(one("x  #nosec B602,B607").2, "B602 B607");
        assert_eq!(one("x  # NOSEC: B602").2, "B602");
        assert_eq!(one("x  # nosec subprocess_popen_with_shell_equals_true").2, "subprocess_popen_with_shell_equals_true");
        let text = one("x  # nosec this is safe");
        assert_eq!((text.2.as_str(), text.3.as_deref()), ("", Some("this is safe")));
        assert_eq!(one("    \"x = 1  # nosec B101\\n\",").2, "B101");
    }

    #[test]
    fn those_of_ruff() {
        assert_eq!(one("x  # noqa").2, "");
        assert_eq!(one("x  # noqa: S602, E501").2, "S602 E501");
        assert_eq!(one("x  # NOQA:S602").2, "S602");
        assert_eq!(one("# ruff: noqa: S101\nx"), (Syntax::Noqa, Scope::File, "S101".into(), None));
        assert_eq!(one("# flake8: noqa\nx").1, Scope::File);
    }

    #[test]
    fn those_of_secrets() {
        assert_eq!(one("key = 1  # gitleaks:allow").0, Syntax::GitleaksAllow);
        assert_eq!(one("key = 1  # pragma: allowlist secret").1, Scope::Line(1));
        assert_eq!(one("# pragma: allowlist nextline secret\nkey = 1").1, Scope::Line(2));
    }

    #[test]
    fn ten_thousand_markers_on_a_line_take_no_time() {
        let line = "# nosec ".repeat(200_000);
        assert!(comments(line.as_bytes()).len() <= COMMENTS);
        let lines = "# secws: ignore[a]\n".repeat(50_000);
        assert_eq!(comments(lines.as_bytes()).len(), 50_000);
    }

    proptest! {
        #[test]
        fn whatever_stands_there_nothing_panics(parts in prop::collection::vec(prop_oneof![
            Just("# secws: ignore[".to_owned()), Just("nosec B1".to_owned()), Just("noqa:".to_owned()), Just("\n".to_owned()),
            Just("gitleaks:allow".to_owned()), Just("pragma: allowlist secret".to_owned()), any::<String>()], 0..30)) {
            for comment in comments(parts.concat().as_bytes()) {
                prop_assert!(comment.line >= 1);
            }
        }
    }
}
