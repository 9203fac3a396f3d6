//! Names that things are assigned to, and whether they promise a secret.

use std::ops::Range;

use crate::text::{backward, byte_before, is_quote, is_word, lists};

/// What a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something that a person made up, or could have: short, perhaps with words in it.
    Password,
    /// A key to sign or encrypt with: made by a machine, but often by hand.
    Secret,
    /// Something that a machine made: long and random.
    Token,
}

/// Whether a byte can stand in a name.
pub(crate) fn is_part(byte: u8) -> bool {
    is_word(byte) || byte == b'-' || byte == b'$'
}

/// Words that may follow the noun without changing what the name promises.
const NEUTRAL: &str = "\
    admin b64 base base64 bytes current default dev development env live local main new old plain plaintext primary \
    prod production raw root secondary staging str string text user val value test";

/// Words anywhere in a name that tell of something else: parts of speech of tokenizers, what is public, what is made up.
const CONTRARY: &str = "\
    attention bad bos cancellation change class cls continuation csrf cursor dummy end eos eot example fake fetch \
    hash hashed idempotency image incorrect input invalid lock mask masked max min missing mock next nextpage no \
    nonce num pad page pagination parser placeholder prev pub public redacted reserved sep special split start stop \
    sync unk update verify wrong xsrf";

/// Nouns that end a word of a name, and what they promise. The longer ones first.
const NOUNS: &[(&str, Kind)] = &[
    ("passphrase", Kind::Password),
    ("password", Kind::Password),
    ("passwort", Kind::Password),
    ("passcode", Kind::Password),
    ("passwd", Kind::Password),
    ("pwd", Kind::Password),
    ("secretkey", Kind::Secret),
    ("secret", Kind::Secret),
    ("token", Kind::Token),
    ("apikey", Kind::Token),
    ("accesskey", Kind::Token),
    ("privatekey", Kind::Token),
    ("authkey", Kind::Token),
    ("masterkey", Kind::Token),
    ("accountkey", Kind::Token),
    ("sharedkey", Kind::Token),
    ("encryptionkey", Kind::Token),
    ("signingkey", Kind::Token),
    ("credential", Kind::Token),
    ("credentials", Kind::Token),
];

/// Words before `key` that make it a secret one.
const SECRET_KEYS: &str = "\
    access account admin aes api app application auth cipher client consumer cookie crypto deploy django encrypt \
    encryption fernet flask hmac jwt license management master private root secret service session shared sign \
    signing storage subscription webhook";

/// What a name promises: its last noun decides, behind words that say nothing.
pub(crate) fn kind(name: &[u8]) -> Option<Kind> {
    let words = words(name);
    if words.iter().any(|word| lists(CONTRARY, word)) {
        return None;
    }
    let neutral = |word: &&String| lists(NEUTRAL, word);
    let count = words.len() - words.iter().skip(1).rev().take_while(neutral).count();
    let significant = words.get(..count).unwrap_or_default();
    let (last, before) = significant.split_last()?;
    match last.as_str() {
        "pass" => Some(Kind::Password),
        "auth" if before.is_empty() && name.starts_with(b"_") => Some(Kind::Token),
        "key" => before.last().and_then(|word| secret_key(word)),
        _ => NOUNS.iter().find(|(noun, _)| last.ends_with(noun)).map(|&(_, kind)| kind),
    }
}

fn secret_key(word: &str) -> Option<Kind> {
    if word == "secret" {
        return Some(Kind::Secret);
    }
    lists(SECRET_KEYS, word).then_some(Kind::Token)
}

/// The words of a name in lower case: `clientSecret`, `CLIENT_SECRET` and `client-secret2` all have two.
fn words(name: &[u8]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = 0;
    for &byte in name {
        let joint = !byte.is_ascii_alphabetic();
        let hump = byte.is_ascii_uppercase() && last_is_lower(last);
        if joint || hump || words.is_empty() {
            words.push(String::new());
        }
        if let (false, Some(word)) = (joint, words.last_mut()) {
            word.push(char::from(byte.to_ascii_lowercase()));
        }
        last = byte;
    }
    words.retain(|word| !word.is_empty());
    words
}

fn last_is_lower(last: u8) -> bool {
    last.is_ascii_lowercase() || last.is_ascii_digit()
}

/// The name right before a value, over what assigns and what quotes.
pub(super) fn before(bytes: &[u8], value: usize) -> Option<Range<usize>> {
    let blank = |byte: u8| byte == b' ' || byte == b'\t';
    let open = backward(bytes, value, 3, |byte| is_quote(byte) || matches!(byte, b'\\' | b'b' | b'r' | b'f'));
    let open = if open < value && is_quote(byte_before(bytes, value)) { open } else { value };
    let gap = backward(bytes, open, 8, blank);
    let sign = backward(bytes, gap, 2, |byte| matches!(byte, b'=' | b':' | b'>'));
    if sign == gap {
        return None;
    }
    let gap = backward(bytes, sign, 8, blank);
    let end = backward(bytes, gap, 3, |byte| is_quote(byte) || matches!(byte, b'\\' | b']'));
    let start = backward(bytes, end, 64, is_part);
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_noun_decides() {
        for (name, wanted) in [
            ("password", Some(Kind::Password)),
            ("DB_PASSWORD", Some(Kind::Password)),
            ("dbPass", Some(Kind::Password)),
            ("rootpwd", Some(Kind::Password)),
            ("PASSWORD_PROD", Some(Kind::Password)),
            ("clientSecret", Some(Kind::Secret)),
            ("SECRET_KEY", Some(Kind::Secret)),
            ("api-key", Some(Kind::Token)),
            ("APIKEY", Some(Kind::Token)),
            ("primary_access_key", Some(Kind::Token)),
            ("authToken2", Some(Kind::Token)),
            ("_auth", Some(Kind::Token)),
            ("password_hash", None),
            ("token_type", None),
            ("passwordLength", None),
            ("public_key", None),
            ("csrf_token", None),
            ("eos_token", None),
            ("secretary", None),
            ("tokenizer", None),
            ("monkey", None),
            ("author", None),
            ("bypass", None),
            ("", None),
        ] {
            assert_eq!(kind(name.as_bytes()), wanted, "{name}");
        }
    }

    #[test]
    fn the_name_before_a_value_is_found_over_what_assigns() {
        for line in [
            "a.key = \"V",
            "\"key\": 'V",
            "key=V",
            "x[\"key\"] = b\"V",
            "\\\"key\\\": \\\"V",
            "key:V",
            "key => `V",
            "<key>V",
        ] {
            let at = line.find('V').expect("the value");
            let range = before(line.as_bytes(), at).expect(line);
            assert_eq!(&line[range], "key", "{line}");
        }
        assert_eq!(before(b"plain V", 6), None);
        assert_eq!(before(b"V", 0), None);
    }
}
