//! Plugins that misbehave: each costs one file in one plugin, is told apart from the others, and leaves the rest intact.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::time::Duration;

use secws_engine::Options;
use secws_model::NotificationKind;
use secws_sandbox::{Host, Limits, SandboxError};
use secws_sources::Memory;
use secws_tests::{Tree, compiler, findings, guest, notifications, run};

/// Short, so that the tests are.
fn limits() -> Limits {
    Limits { time: Duration::from_millis(500), memory: 64 << 20, ..Limits::default() }
}

/// Runs the hostile guest over a file of its own between two harmless ones, beside another plugin.
fn misbehave(word: &str) -> (Vec<String>, Vec<(NotificationKind, String)>) {
    let source = Memory::new()
        .file("a.bad", b"nothing")
        .file("b.bad", word.as_bytes())
        .file("c.bad", b"nothing")
        .file("b.probe", b"intact");
    let report = run(&["hostile", "probe"], &source, limits(), Options { threads: 1, ..Options::default() });
    let found = findings(&report);
    for path in ["a.bad: found", "c.bad: found"] {
        assert!(found.contains(&format!("hostile/found {path}")), "{path} in {found:?}");
    }
    assert!(found.iter().any(|line| line.starts_with("probe/saw b.probe")), "{found:?}");
    for notification in &report.notifications {
        let place = notification.place.as_ref().expect("it is about a file");
        assert_eq!(place.path.as_str(), "b.bad");
        assert_eq!(notification.plugin.as_deref(), Some("hostile"));
    }
    let own = found.into_iter().filter(|line| line.contains(" b.bad")).collect();
    (own, notifications(&report))
}

fn fails(word: &str, kind: NotificationKind, message: &str) {
    let (found, said) = misbehave(word);
    assert_eq!(found, Vec::<String>::new(), "{word}: a call that fails says nothing");
    assert_eq!(said, [(kind, message.to_owned())], "{word}");
}

#[test]
fn an_endless_loop() {
    let message = "The plugin 'hostile' ran longer than its 0.5 seconds, so it did not look at this file.";
    fails("loop", NotificationKind::PluginDeadline, message);
}

#[test]
fn memory_without_end() {
    let message = "The plugin 'hostile' wanted more than its 64 MiB of memory, so it did not look at this file.";
    fails("memory", NotificationKind::PluginMemory, message);
}

#[test]
fn a_stack_overflow() {
    let message = "The plugin 'hostile' ran out of stack, so it did not look at this file.";
    fails("stack", NotificationKind::PluginStack, message);
}

#[test]
fn a_panic_tells_its_place_and_not_what_it_says() {
    let (found, said) = misbehave("panic");
    assert!(found.is_empty());
    let [(NotificationKind::PluginPanic, message)] = &said[..] else {
        panic!("{said:?}");
    };
    assert!(message.starts_with("The plugin 'hostile' panicked at lib.rs:"), "{message}");
    assert!(!message.contains("secret"), "{message}");
}

#[test]
fn a_trap() {
    let (found, said) = misbehave("trap");
    assert!(found.is_empty());
    assert!(matches!(&said[..], [(NotificationKind::PluginTrap, message)] if message.contains("unreachable")), "{said:?}");
}

#[test]
fn a_plugin_that_says_that_it_cannot() {
    let message = "The plugin 'hostile' could not look at this file: it does not want to";
    fails("refuse", NotificationKind::PluginError, message);
}

#[test]
fn ten_million_findings() {
    let (found, said) = misbehave("many");
    assert!(found.is_empty());
    // They need more memory than the guest has here; with more, more than the host takes.
    assert!(matches!(said[..], [(NotificationKind::PluginMemory | NotificationKind::PluginClaim, _)]), "{said:?}");
    let source = Memory::new().file("b.bad", b"many");
    let roomy = Limits { time: Duration::from_secs(60), memory: 4 << 30, ..Limits::default() };
    let report = run(&["hostile"], &source, roomy, Options::default());
    let said = notifications(&report);
    assert!(matches!(said[..], [(NotificationKind::PluginMemory | NotificationKind::PluginClaim, _)]), "{said:?}");
}

#[test]
fn more_findings_than_are_kept() {
    let (found, said) = misbehave("some");
    assert_eq!(found.len(), 1, "all say the same");
    let message = "500 more findings of 'hostile' in this file are not shown.";
    assert_eq!(said, [(NotificationKind::FindingsDropped, message.to_owned())]);
}

#[test]
fn claims_that_do_not_hold_are_left_out_and_told_of() {
    let cases = [
        ("span", "it spoke of bytes 5 to 1000000 of a file of 4"),
        ("backward", "it spoke of bytes 2 to 1 of a file of 8"),
        ("elsewhere", "it spoke of '../../etc/passwd', which it was not handed"),
        ("rule", "it reported the rule 'code/eval-used', which it did not declare"),
        ("topic", "it published the topic 'code/imports', which is not its own"),
        ("escape", "it requested '../outside', which is no path below the root"),
        ("requests", "it requested 5000 files, of which 1000 are followed"),
    ];
    for (word, claim) in cases {
        let (found, said) = misbehave(word);
        assert_eq!(found, ["hostile/found b.bad: found"], "{word}: what holds stays");
        let message = format!("What the plugin 'hostile' said does not hold: {claim}.");
        assert_eq!(said, [(NotificationKind::PluginClaim, message)], "{word}");
    }
}

#[test]
fn a_panic_in_describe() {
    let component = std::fs::read(guest("broken")).unwrap();
    let error = Host::new().unwrap().load(&component, &compiler(), limits()).err().unwrap();
    assert!(matches!(error, SandboxError::Failed { call: "describe", .. }), "{error}");
    assert!(error.to_string().starts_with("its `describe` panicked at lib.rs:"), "{error}");
}

#[test]
fn a_component_that_imports_what_it_is_not_given() {
    let component = wat::parse_str(
        r#"(component
            (import "wasi:filesystem/preopens@0.2.0" (instance))
            (import "secws:plugin/log@0.1.0" (instance)))"#,
    );
    let error = Host::new().unwrap().load(&component.unwrap(), &compiler(), limits()).err().unwrap();
    assert_eq!(error.to_string(), "it imports `wasi:filesystem/preopens@0.2.0`, which no plugin is given");
}

#[test]
fn a_component_that_is_no_plugin() {
    let component = wat::parse_str("(component)").unwrap();
    let error = Host::new().unwrap().load(&component, &compiler(), limits()).err().unwrap();
    let message = "it does not export `secws:plugin/rules@0.1.0`, so it is no plugin for this version of secws";
    assert_eq!(error.to_string(), message);
}

#[test]
fn a_file_that_is_no_component() {
    let module = wat::parse_str("(module)").unwrap();
    for bytes in [&b""[..], b"#!/bin/sh\n", &module, b"\0asm\x0d\0\x01\0garbage"] {
        let error = Host::new().unwrap().load(bytes, &compiler(), limits()).err().unwrap();
        assert!(matches!(error, SandboxError::NotAComponent | SandboxError::Compile(_)), "{error}");
    }
}

#[test]
fn the_binary_goes_on_and_ends_with_3() {
    let tree = Tree::text(&[("a.bad", "panic"), ("app.py", "import pickle\npickle.loads(data)\n")]);
    let plugin = guest("hostile");
    let (code, log) = tree.sarif(&["--plugin", plugin.to_str().unwrap(), "--fail-on", "critical"]);
    assert_eq!(code, 3);
    assert_eq!(log.notifications(), ["plugin-panic a.bad"]);
    assert!(
        log.results().iter().any(|line| line.starts_with("code/unsafe-deserialization app.py:2")),
        "{:?}",
        log.results()
    );
}

#[test]
fn a_plugin_that_cannot_be_used_is_a_usage_error() {
    let tree = Tree::text(&[("no.wasm", "x"), ("app.py", "")]);
    let (code, _, error) = tree.check(&["--plugin", "no.wasm"]);
    assert_eq!(code, 2);
    assert!(error.contains("no.wasm` cannot be used: it is no WebAssembly component"), "{error}");
    let broken = guest("broken");
    let (code, _, error) = tree.check(&["--plugin", broken.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(error.contains("its `describe` panicked at lib.rs:"), "{error}");
}
