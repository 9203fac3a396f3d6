//! Help texts, made of what the providers' files say.

use std::fmt::Write;

use crate::rule::{GAP, RuleText, capitalized};

/// A rule's help in Markdown. The credential in the example is left out: a log that carries this text must not set off
/// other scanners.
pub(crate) fn markdown(rule: &RuleText) -> String {
    let example = rule.must_match.first().map_or_else(String::new, |example| elided(example));
    with_example(rule, &example)
}

/// The same with another example: the tests put one in that is whole.
pub(crate) fn with_example(rule: &RuleText, example: &str) -> String {
    let mut help = format!("# {}\n\n{}\n\n", rule.title(), why(rule));
    let _ = write!(help, "## Example\n\n```{}\n{example}\n```\n\n", rule.language);
    let _ = write!(help, "## Instead\n\n```python\n{}\n```\n\n", instead(&rule.variable));
    help.push_str("## References\n\n");
    for reference in &rule.references {
        let _ = writeln!(help, "- <{reference}>");
    }
    for weakness in rule.cwe.iter().take(1) {
        let _ = writeln!(help, "- <https://cwe.mitre.org/data/definitions/{weakness}.html>");
    }
    help
}

fn why(rule: &RuleText) -> String {
    format!(
        "{} lets whoever holds it {}. A file is read by more people than its author thinks of: it is in every clone, fork, \
         backup and build of the repository, and taking it out of the newest commit leaves it in the history. So revoke it \
         first, then remove it.\n\n{}",
        capitalized(&rule.what),
        rule.gains,
        rule.revoke
    )
}

fn instead(variable: &str) -> String {
    format!("import os\n\n{} = os.environ[\"{variable}\"]", variable.to_ascii_lowercase())
}

/// With `…` for every credential.
fn elided(example: &str) -> String {
    let mut text = String::new();
    for (index, piece) in example.split(GAP).enumerate() {
        match (index % 2, piece) {
            (0, _) => text.push_str(piece),
            (_, "") => {}
            _ => text.push('…'),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_left_out_of_examples() {
        assert_eq!(elided("token = \"x_«A36»\"\nAK«»IA"), "token = \"x_…\"\nAKIA");
        assert_eq!(elided("nothing"), "nothing");
    }
}
