//! One report with everything in it, in every format but SARIF, which its own crate tests.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use secws_report::{Format, Options};
use support::{failed, full_sample, written};

fn sample(format: Format) -> String {
    let time = Some("2026-01-02T03:04:05Z".to_owned());
    let options = Options { statistics: true, time, ..Options::default() };
    written(format, &full_sample(), &failed(), &options).replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
}

#[test]
fn text() {
    insta::assert_snapshot!(sample(Format::Text));
}

#[test]
fn json() {
    insta::assert_snapshot!(sample(Format::Json));
}

#[test]
fn github() {
    insta::assert_snapshot!(sample(Format::Github));
}

#[test]
fn gitlab_codequality() {
    insta::assert_snapshot!(sample(Format::GitlabCodequality));
}

#[test]
fn gitlab_sast() {
    insta::assert_snapshot!(sample(Format::GitlabSast));
}

#[test]
fn junit() {
    insta::assert_snapshot!(sample(Format::Junit));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(sample(Format::Markdown));
}

#[test]
fn csv() {
    insta::assert_snapshot!(sample(Format::Csv));
}
