//! The XML is well formed, and made of what JUnit's readers know.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use secws_model::Report;
use secws_report::{Format, Options};
use support::{failed, full_sample, written};

type Names = &'static [&'static str];
type Allowed = (&'static str, Names, Names, Names);

/// What `junit-10.xsd` allows of what is used: an element, the attributes it must have, and those and the elements it may have.
const ELEMENTS: [Allowed; 9] = [
    ("testsuites", &[], &["name", "tests", "failures", "errors"], &["testsuite"]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors"],
        &["skipped"],
        &["properties", "testcase", "system-out", "testsuite"],
    ),
    ("properties", &[], &[], &["property"]),
    ("property", &["name", "value"], &[], &[]),
    ("testcase", &["name"], &["classname"], &["skipped", "error", "failure", "system-out"]),
    ("failure", &[], &["type", "message"], &[]),
    ("error", &[], &["type", "message"], &[]),
    ("skipped", &[], &["type", "message"], &[]),
    ("system-out", &[], &[], &[]),
];

#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn new(start: &BytesStart) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.expect("attributes are well formed");
            let value = quick_xml::escape::unescape(&attribute.value).expect("values are escaped").into_owned();
            (attribute.key.as_ref().to_owned(), value)
        });
        Element { name: start.name().as_ref().to_owned(), attributes: attributes.collect(), ..Element::default() }
    }

    fn named<'a>(&'a self, name: &str) -> Vec<&'a Element> {
        let inside = self.children.iter().flat_map(|child| child.named(name));
        (self.name == name).then_some(self).into_iter().chain(inside).collect()
    }

    fn number(&self, attribute: &str) -> usize {
        self.attributes[attribute].parse().expect("a number")
    }

    fn assert_allowed(&self) {
        let known = ELEMENTS.iter().find(|(name, ..)| *name == self.name);
        let (_, required, allowed, children) = known.expect("only elements of JUnit");
        assert!(required.iter().all(|name| self.attributes.contains_key(*name)), "{self:?}");
        let is_allowed = |name: &str| required.contains(&name) || allowed.contains(&name);
        assert!(self.attributes.keys().all(|name| is_allowed(name)), "{self:?}");
        for child in &self.children {
            assert!(children.contains(&child.name.as_str()), "{self:?}");
            child.assert_allowed();
        }
    }
}

/// The root. Fails on what is not well formed.
fn parse(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().expect("the document is well formed") {
            Event::Start(start) => open.push(Element::new(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(Element::new(&start)),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(text.as_ref()),
            Event::GeneralRef(name) => open.last_mut().unwrap().text.push_str(name.as_ref()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1);
    open.remove(0).children.remove(0)
}

fn root(report: &Report) -> Element {
    parse(&written(Format::Junit, report, &failed(), &Options::default()))
}

/// Characters of XML 1.0.
fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

proptest! {
    #[test]
    fn every_report_is_junit(report in support::report(), verdict in support::verdict()) {
        let xml = written(Format::Junit, &report, &verdict, &Options::default());
        prop_assert!(xml.chars().all(is_character), "{xml}");
        let root = parse(&xml);
        root.assert_allowed();
        for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
            prop_assert_eq!(root.number(attribute), root.named(element).len());
        }
        for suite in root.named("testsuite") {
            for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")] {
                prop_assert_eq!(suite.number(attribute), suite.named(element).len(), "{}", xml);
            }
            prop_assert!(suite.number("tests") > 0);
        }
        prop_assert_eq!(root.number("failures"), report.open().filter(|finding| finding.fails).count());
        let gaps = report.notifications.iter().filter(|notification| notification.is_incomplete()).count();
        prop_assert_eq!(root.number("errors"), gaps);
    }
}

#[test]
fn a_clean_plugin_has_one_case_that_passes() {
    let root = root(&full_sample());
    let suites = root.named("testsuite");
    let bandit = suites.iter().find(|suite| suite.attributes["name"] == "bandit").unwrap();
    let cases = bandit.named("testcase");
    assert_eq!((cases.len(), cases[0].attributes["name"].as_str(), cases[0].children.len()), (1, "no finding", 0));
}

#[test]
fn what_is_gone_is_no_case() {
    assert!(!written(Format::Junit, &full_sample(), &failed(), &Options::default()).contains("Gone."));
}
