//! Words that people write where a secret will stand.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Made of these alone, a value is a name or a placeholder, however they are joined: `my-secret-token`, `changeMe123`.
const WORDS: &str = "\
    a abc abcd abcde abcdef access account actual add admin administrator again all an and anon anonymous any api \
    app application are as asdf at auth authentication authorization auto aws azure bad bar base basic baz be bearer \
    blank bot by can change changed changeit changeme check client cloud code config confirm confirmation cookie \
    correct create credential credentials csrf current custom data database db default demo dev development disabled \
    do docker dummy email empty enabled encrypted encryption enter env example expired fake false field file first \
    foo foobar for forgot from generate generated get git github gitlab go google guest hash hashed header hello \
    here hidden hide host http https id if in incorrect input insecure insert internal invalid is it jwt key keys \
    last live local localhost login long longer mail management manager masked master me missing mock mongo mongodb \
    must my mysql na name nan needed never new nil no none not null number oauth of off old on one only openai \
    optional or other our owner page param parameter pass passcode passphrase passwd password passwords personal \
    placeholder please postgres postgresql private prod production prompt provided public put pwd qux qwerty \
    rabbitmq random raw real redacted redis refresh remote remove removed repeat replace request required reset \
    right root sa safe same sample save scott secret secretkey secrets secure security send server service session \
    set should show sign signing site slack some something staging start storage str string strong stub stuff super \
    sys system tbd temp temporary test tester testing tests text that the thing this tiger tmp to todo token tokens \
    true two type undefined unknown unset update url us use user username users v valid value values var variable \
    very wait web webhook welcome with word world wrong www x xx xxx xyz yes you your yours";

/// Wherever one of these stands in a value, it is a placeholder.
const TELLTALES: &str = "\
    example placeholder changeme change_me change-me change_this changethis change-this replace_ replace- replaceme \
    replacethis your_ your- yourkey yourtoken yoursecret yourpassword yourapi insert_ insert- redacted notasecret \
    not_a_secret not-a-secret not_real not-real notreal todo fixme xxxx **** .... dummy _here -here tokenhere \
    keyhere lorem deadbeef foobar < >";

/// Whether one of the telltale words stands in the value, or one of the user's own.
pub(crate) fn has_telltale(lower: &[u8], own: &[String]) -> bool {
    let holds = |word: &str| crate::text::find(lower, word.as_bytes()).is_some();
    TELLTALES.split(' ').any(holds) || own.iter().any(|word| holds(word))
}

/// Whether the letters of the value are words of the vocabulary and nothing else; digits and signs between them do not
/// count. A value without letters is not.
pub(crate) fn is_made_of_words(lower: &[u8]) -> bool {
    let mut any = false;
    lower.split(|byte| !byte.is_ascii_lowercase()).filter(|run| !run.is_empty()).all(|run| {
        any = true;
        splits_into_words(run)
    }) && any
}

/// Whether it is made of words once signs are read as the letters that they resemble: `p@ssw0rd!`.
pub(crate) fn is_disguised_word(lower: &[u8]) -> bool {
    let letters: Vec<u8> = lower
        .iter()
        .map(|&byte| match byte {
            b'0' => b'o',
            b'1' => b'i',
            b'3' => b'e',
            b'4' | b'@' => b'a',
            b'5' | b'$' => b's',
            b'7' => b't',
            other => other,
        })
        .collect();
    is_made_of_words(&letters) || is_made_of_words(lower)
}

/// No word of the vocabulary is longer.
const LONGEST_WORD: usize = 16;

/// Whether a run of lower-case letters can be cut into words. Runs longer than any phrase cannot.
fn splits_into_words(run: &[u8]) -> bool {
    const LONGEST_RUN: usize = 64;
    if run.len() > LONGEST_RUN {
        return false;
    }
    let mut reachable = vec![false; run.len() + 1];
    if let Some(first) = reachable.first_mut() {
        *first = true;
    }
    for end in 1..=run.len() {
        let fits = (end.saturating_sub(LONGEST_WORD)..end)
            .any(|start| reachable.get(start).copied().unwrap_or(false) && is_word(crate::text::part(run, start..end)));
        if let Some(slot) = reachable.get_mut(end) {
            *slot = fits;
        }
    }
    reachable.last().copied().unwrap_or(false)
}

fn is_word(word: &[u8]) -> bool {
    static SET: LazyLock<BTreeSet<&'static [u8]>> = LazyLock::new(|| WORDS.split(' ').map(str::as_bytes).collect());
    SET.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order_and_none_is_longer_than_is_tried() {
        assert!(WORDS.split(' ').is_sorted());
        assert!(WORDS.split(' ').all(|word| (1..=LONGEST_WORD).contains(&word.len())));
    }

    #[test]
    fn phrases_are_told_from_passwords() {
        for phrase in ["my-secret-token", "changeme123", "supersecretpassword", "your_api_key_here", "test1234"] {
            assert!(is_made_of_words(phrase.as_bytes()), "{phrase}");
        }
        for password in ["hunter2", "1234", "tr0ub4dor", "", "q8zvk"] {
            assert!(!is_made_of_words(password.as_bytes()), "{password}");
        }
    }

    #[test]
    fn disguises_are_seen_through() {
        assert!(is_disguised_word(b"p@55w0rd!"));
        assert!(!is_disguised_word(b"tr0ub4dor&3"));
    }

    #[test]
    fn a_long_run_costs_nothing() {
        assert!(!is_made_of_words(&[b'a'; 100_000]));
    }
}
