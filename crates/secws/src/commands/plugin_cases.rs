//! A rule's cases and the examples of its help, written in Markdown: the form that `secws_plugin_sdk::testing` describes.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};

/// Where findings are, or should be: line, from 1, and name of the rule without the plugin's.
pub type Marks = BTreeSet<(usize, String)>;

/// One heading of a Markdown file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// The heading.
    pub title: String,
    /// Its fenced blocks.
    pub files: Vec<CaseFile>,
}

/// One fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// As the block's `path=` says, otherwise made of its language.
    pub path: String,
    /// All lines of the block, the comments that name what is expected included.
    pub text: String,
    /// What should be found.
    pub expected: Marks,
}

/// Reads a Markdown file; headings without blocks are left out.
///
/// # Errors
/// A block is not closed, or the words after its fence mean nothing.
pub fn parse(markdown: &str) -> Result<Vec<Case>> {
    let mut cases = vec![Case::default()];
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix('#') {
            cases.push(Case { title: title.trim_start_matches('#').trim().to_owned(), files: Vec::new() });
        } else if line.starts_with("```") {
            let file = block(line, &mut lines)?;
            if let Some(case) = cases.last_mut() {
                case.files.push(file);
            }
        }
    }
    cases.retain(|case| !case.files.is_empty());
    Ok(cases)
}

/// The block that a fence opens, up to the one that closes it.
fn block<'a>(opening: &str, lines: &mut impl Iterator<Item = &'a str>) -> Result<CaseFile> {
    let ticks = opening.len() - opening.trim_start_matches('`').len();
    let (fence, info) = opening.split_at(ticks);
    let mut file = opened(info)?;
    for (number, line) in (1..).zip(lines) {
        if line.trim_end() == fence {
            return Ok(file);
        }
        file.text.push_str(line);
        file.text.push('\n');
        file.expected.extend(marked(line).map(|rule| (number, rule)));
    }
    bail!("the block `{opening}` is not closed")
}

/// The rules that a comment names: `error: [one] [another]`.
fn marked(line: &str) -> impl Iterator<Item = String> {
    let marks = line.split_once("error: [").map_or("", |(_, marks)| marks);
    marks.split('[').filter_map(|mark| mark.split_once(']')).map(|(rule, _)| rule.trim().to_owned())
}

/// A block with no lines yet, of the words after its fence.
fn opened(info: &str) -> Result<CaseFile> {
    let mut words = info.split_whitespace();
    let ending = match words.next().unwrap_or("text") {
        "python" => "py",
        "yaml" => "yml",
        "text" => "txt",
        "shell" => "sh",
        other => other,
    };
    let mut file = CaseFile { path: format!("case.{ending}"), text: String::new(), expected: Marks::new() };
    for word in words {
        match word.split_once('=') {
            Some(("path", path)) => file.path = path.to_owned(),
            Some(("expect", marks)) => {
                for mark in marks.split(',') {
                    file.expected.insert(expected(mark).with_context(|| format!("`{mark}` is not `<rule>@<line>`"))?);
                }
            }
            _ => bail!("`{word}` after a fence is neither `path=` nor `expect=`"),
        }
    }
    Ok(file)
}

fn expected(mark: &str) -> Option<(usize, String)> {
    let (rule, line) = mark.split_once('@')?;
    Some((line.parse().ok()?, rule.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::fs;
    use std::path::Path;

    use secws_plugin_sdk::testing;

    use super::*;

    /// Both readers say the same of every page that there is: those of the built-in plugins, and of the template.
    #[test]
    fn the_sdk_reads_the_same() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = ["../../plugins/code/src/rules", "../../plugins/pickle/src/rules", "templates/plugin"];
        let mut blocks = 0;
        for entry in folders.iter().flat_map(|folder| fs::read_dir(root.join(folder)).unwrap()) {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "md") {
                let text = fs::read_to_string(&path).unwrap();
                let theirs = testing::cases(&text).into_iter().map(of_the_sdk).collect::<Vec<_>>();
                assert_eq!(parse(&text).unwrap(), theirs, "{}", path.display());
                blocks += theirs.iter().map(|case| case.files.len()).sum::<usize>();
            }
        }
        assert!(blocks > 100, "{blocks}");
    }

    fn of_the_sdk(case: testing::Case) -> Case {
        let file = |file: testing::CaseFile| CaseFile { path: file.path, text: file.text, expected: file.expected };
        Case { title: case.title, files: case.files.into_iter().map(file).collect() }
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for bad in ["```python", "```python why=1\n```", "```text expect=rule\n```", "```text expect=rule@x\n```"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_line_may_expect_several() {
        let cases = parse("# Both\n```python\nx()\ny() # error: [one] [two]\n```\n").unwrap();
        let expected = Marks::from([(2, "one".to_owned()), (2, "two".to_owned())]);
        assert_eq!((cases[0].title.as_str(), &cases[0].files[0].expected), ("Both", &expected));
    }
}
