//! The lines of a requirements file, as pip joins and strips them.

use std::ops::Range;

/// One line as pip sees it: continuations joined, the comment taken off, no blanks around it.
#[derive(Debug, Default)]
pub struct Line {
    /// What is left to be read; may be empty.
    pub text: String,
    /// What the comment says, without its `#`.
    pub comment: Option<String>,
    /// Where pieces of `text` start, in it and in the file's text.
    pieces: Vec<(usize, usize)>,
}

impl Line {
    /// Where a part of the line stands in the file's text.
    pub fn place(&self, part: Range<usize>) -> Range<usize> {
        let start = self.position(part.start);
        // The end belongs to the piece of the last character, not to the one that starts behind it.
        let end = if part.end > part.start { self.position(part.end.saturating_sub(1)).saturating_add(1) } else { start };
        start..end.max(start)
    }

    fn position(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|&(start, _)| start <= at).saturating_sub(1);
        let (start, origin) = self.pieces.get(index).copied().unwrap_or_default();
        origin.saturating_add(at.saturating_sub(start))
    }

    fn push(&mut self, piece: &str, origin: usize) {
        self.pieces.push((self.text.len(), origin));
        self.text.push_str(piece);
    }

    /// Takes off the comment and the blanks, as pip does only after joining.
    fn strip(mut self) -> Line {
        if let Some(at) = comment_start(&self.text) {
            let comment = self.text.split_off(at);
            self.comment = Some(comment.trim_start().trim_start_matches('#').trim().to_owned());
        }
        let end = self.text.trim_end_matches(is_python_space).len();
        self.text.truncate(end);
        let blanks = end.saturating_sub(self.text.trim_start_matches(is_python_space).len());
        if blanks > 0 {
            let first = self.position(blanks);
            self.text.drain(..blanks);
            self.pieces = std::iter::once((0, first))
                .chain(
                    self.pieces
                        .iter()
                        .filter(|&&(start, _)| start > blanks)
                        .map(|&(start, at)| (start.saturating_sub(blanks), at)),
                )
                .collect();
        }
        self
    }
}

/// Reads lines until the text ends.
pub fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut rest = physical_lines(text);
    std::iter::from_fn(move || {
        let mut line = Line::default();
        loop {
            let Some((at, physical)) = rest.next() else {
                return (!line.pieces.is_empty()).then(|| line.strip());
            };
            let is_comment = comment_start(physical) == Some(0);
            if physical.ends_with('\\') && !is_comment {
                // All backslashes at both ends go, as pip's `strip` takes them.
                let start = physical.len().saturating_sub(physical.trim_start_matches('\\').len());
                line.push(physical.trim_matches('\\'), at.saturating_add(start));
                continue;
            }
            if is_comment {
                // So that it is still seen as a comment after what it is joined to.
                line.push(" ", at);
            }
            line.push(physical, at);
            return Some(line.strip());
        }
    })
}

/// Lines as Python's `splitlines` sees them, and where they start.
fn physical_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0usize;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        let length = rest.find(is_line_end).unwrap_or(rest.len());
        let (line, tail) = rest.split_at_checked(length)?;
        let end = if tail.starts_with("\r\n") { 2 } else { tail.chars().next().map_or(0, char::len_utf8) };
        at = start.saturating_add(length).saturating_add(end);
        Some((start, line))
    })
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x0B' | '\x0C' | '\x1C' | '\x1D' | '\x1E' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_python_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1C'..='\x1F')
}

/// Where pip's `(^|\s+)#` first matches, so that the `#` of an address is none.
fn comment_start(line: &str) -> Option<usize> {
    for (at, _) in line.match_indices('#') {
        let before = line.get(..at).unwrap_or_default();
        let kept = before.trim_end_matches(is_python_space).len();
        if at == 0 || kept < at {
            return Some(kept);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line and what the file holds at the place of the whole of it.
    fn read(text: &str) -> Vec<(String, String)> {
        lines(text)
            .filter(|line| !line.text.is_empty())
            .map(|line| (line.text.clone(), text[line.place(0..line.text.len())].to_owned()))
            .collect()
    }

    #[test]
    fn comments_need_a_blank_before_them() {
        let text = "a==1 # x\n  # y\nb @ git+https://h/r#egg=b  # z\n#c\n";
        let said: Vec<_> = read(text).into_iter().map(|(line, _)| line).collect();
        assert_eq!(said, ["a==1", "b @ git+https://h/r#egg=b"]);
    }

    #[test]
    fn continued_lines_are_joined_before_comments_go() {
        assert_eq!(read("a==1 \\\n  --hash=x \\\n  --hash=y\nb\n")[0].0, "a==1   --hash=x   --hash=y");
        // The backslash stands in a comment that is not a line of its own: what follows is swallowed.
        assert_eq!(read("a==1 # x \\\nb==2\nc\n").into_iter().map(|(line, _)| line).collect::<Vec<_>>(), ["a==1", "c"]);
        // A line that is only a comment ends the join.
        assert_eq!(read("a \\\n# x \\\nb\n").into_iter().map(|(line, _)| line).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(read("a \\").into_iter().map(|(line, _)| line).collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn parts_of_joined_lines_are_found_again() {
        let text = "  a==1 \\\r\n   --hash=x\r\n";
        let line = lines(text).next().unwrap();
        let hash = line.text.find("--hash").unwrap();
        assert_eq!(&text[line.place(hash..line.text.len())], "--hash=x");
        assert_eq!(&text[line.place(0..4)], "a==1");
    }

    #[test]
    fn lines_end_where_python_ends_them() {
        let said: Vec<_> = read("a\rb\x0Cc\u{2028}d\r\ne\u{85}f").into_iter().map(|(line, _)| line).collect();
        assert_eq!(said, ["a", "b", "c", "d", "e", "f"]);
    }
}
