//! Reports that go to a file.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use secws_model::{Reason, Verdict};
use secws_report::{Format, Options};

#[test]
fn a_file_holds_what_would_have_been_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report");
    let (report, verdict) = (support::sample(), Verdict::Failed(Reason("1 finding.".to_owned())));
    for format in Format::ALL {
        let mut printed = Vec::new();
        secws_report::write(format, &report, &verdict, &mut printed, &Options::default()).unwrap();
        secws_report::write_file(&path, format, &report, &verdict, &Options::default()).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), printed);
    }
}

#[test]
fn an_error_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/report\u{1b}.sarif");
    let (report, verdict) = (support::sample(), Verdict::Failed(Reason("1 finding.".to_owned())));
    let error = secws_report::write_file(&path, Format::Sarif, &report, &verdict, &Options::default()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
    let message = error.to_string();
    assert!(
        message.starts_with("The report could not be written to `") && message.contains(r"report\u{1b}.sarif`: "),
        "{message}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_in_every_format() {
    let (report, verdict) = (support::sample(), Verdict::Failed(Reason("1 finding.".to_owned())));
    for format in Format::ALL {
        let path = std::path::Path::new("/dev/full");
        let error = secws_report::write_file(path, format, &report, &verdict, &Options::default()).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }
}
