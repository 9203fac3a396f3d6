//! The cost of a scan grows with the file and not faster, whatever the file holds: counted in bytes looked at.

use super::file;
use super::samples::fill;

fn work(bytes: &[u8]) -> u64 {
    super::work(&file("a.txt", bytes))
}

/// From one to two and from two to four parts: each further part costs the same. What the first one costs may differ, since
/// windows are cut short at the end of a file.
#[test]
fn work_grows_with_the_file_and_not_faster() {
    let key = "-----BEGIN PRI\u{0}VATE KEY-----".replace('\0', "");
    let pieces = [
        "password = ".to_owned(),
        "password".to_owned(),
        "sk-".to_owned(),
        "://a:b@".to_owned(),
        "\"service_account\"".to_owned(),
        "discord".to_owned(),
        key.clone(),
        format!("{key}AAAABBBBCCCCDDDD "),
        "PuTTY-User-Key-File-2: Encryption: none ".to_owned(),
        "password=a;server=".to_owned(),
        crate::decode::to_base64(key.as_bytes()),
        fill("AK«»IA«s16» ", 3),
        "eyJhbGciOiJIUzI1NiJ9.".to_owned(),
        "a".repeat(64),
    ];
    for piece in pieces {
        let part = piece.repeat(20_000 / piece.len());
        let [one, two, four] = [1, 2, 4].map(|times| work(part.repeat(times).as_bytes()));
        assert!(four - two <= (two - one) * 2 + two / 20, "{piece:.40}: {one}, {two}, {four} bytes looked at");
    }
}

#[test]
fn plain_text_costs_nothing() {
    assert_eq!(work("nothing of interest here\n".repeat(10_000).as_bytes()), 0);
}

/// However dense the hits, each costs at most its rules' windows.
#[test]
fn the_worst_text_is_bounded() {
    let text = "sk-".repeat(10_000);
    assert!(work(text.as_bytes()) <= 10_000 * 600, "{}", work(text.as_bytes()));
}
