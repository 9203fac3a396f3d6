//! What a log says of a typical report.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use secws_model::{
    BaselineState, Commit, Origin, PluginInfo, Reason, Report, Severity, Suppression, SuppressionKind, Verdict,
};
use secws_sarif::Options;
use serde_json::{Value, json};

fn text(report: &Report) -> String {
    let verdict = Verdict::Failed(Reason("2 findings at or above high".to_owned()));
    let mut out = Vec::new();
    secws_sarif::write(report, &verdict, &mut out, Options::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn run(report: &Report) -> Value {
    serde_json::from_str::<Value>(&text(report)).unwrap()["runs"][0].take()
}

#[test]
fn the_log_ends_in_a_newline_and_is_the_same_every_time() {
    let log = text(&support::sample());
    assert!(log.starts_with("{\n  \"$schema\": \"https://docs.oasis-open.org/") && log.ends_with("\n}\n"));
    assert_eq!(log, text(&support::sample()));
}

#[test]
fn the_run_says_how_to_read_it_and_how_it_ended() {
    let run = run(&support::sample());
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(run["defaultEncoding"], "UTF-8");
    assert_eq!(run["newlineSequences"], json!(["\r\n", "\n"]));
    assert_eq!(run["redactionTokens"], json!(["[REDACTED]"]));
    assert_eq!(
        run["originalUriBaseIds"],
        json!({ "%SRCROOT%": { "description": { "text": "The root of what was scanned." } } })
    );
    assert_eq!(run["properties"]["verdict"], "failed");
    let coverage = json!({
        "files": 12, "bytes": 3_456, "scanned": 3, "skipped": { "unwanted": 8, "unreadable": 1 }, "blobs": 4, "members": 0,
        "plugins": [{ "plugin": "code", "files": 2, "skipped": { "unreadable": 1 } }],
    });
    assert_eq!(run["properties"]["coverage"], coverage);
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    assert_eq!(invocation["exitCode"], 1);
    assert_eq!(invocation["exitCodeDescription"], "2 findings at or above high");
}

#[test]
fn nothing_is_redacted_where_nothing_was_masked() {
    let run = run(&Report { redacted: false, ..support::sample() });
    assert!(run.get("redactionTokens").is_none());
}

#[test]
fn an_empty_report_has_results_and_rules_all_the_same() {
    let run = run(&Report::default());
    assert_eq!(run["results"], json!([]));
    assert_eq!(run["tool"]["driver"]["rules"], json!([]));
    assert_eq!(run["invocations"][0]["toolExecutionNotifications"], json!([]));
    assert!(run.get("taxonomies").is_none());
}

#[test]
fn a_rule_stands_in_the_extension_of_its_plugin() {
    let run = run(&support::sample());
    let tool = &run["tool"];
    assert_eq!(tool["driver"]["name"], "secws");
    assert_eq!(tool["driver"]["informationUri"], "https://github.com/secws/secws");
    assert_eq!(tool["extensions"][0]["name"], "code");
    let rule = &tool["extensions"][0]["rules"][1];
    assert_eq!(rule["id"], "code/subprocess-shell-true");
    assert_eq!(rule["name"], "SubprocessShellTrue");
    assert_eq!(rule["shortDescription"]["text"], "Command line run by a shell");
    assert_eq!(rule["fullDescription"]["text"], "Whoever controls the input controls what happens next.");
    assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# Command line run by a shell\n"));
    assert_eq!(rule["help"]["text"], rule["help"]["markdown"]);
    assert_eq!(rule["helpUri"], "https://secws.example/rules/code/subprocess-shell-true");
    assert_eq!(rule["defaultConfiguration"], json!({ "enabled": true, "level": "error" }));
    let properties = json!({
        "tags": ["security", "external/cwe/cwe-078", "python"],
        "precision": "high",
        "security-severity": "8.0",
        "severity": "high",
        "aliases": ["B602"],
    });
    assert_eq!(rule["properties"], properties);
    assert_eq!(rule["relationships"][0]["target"]["id"], "CWE-78");
    let ids: Vec<_> = run["taxonomies"][0]["taxa"].as_array().unwrap().iter().map(|taxon| &taxon["id"]).collect();
    assert_eq!(ids, ["CWE-78", "CWE-95", "CWE-502"]);
}

#[test]
fn a_result_names_rule_place_and_what_it_is_known_by() {
    let result = &run(&support::sample())["results"][0];
    let rule = json!({ "id": "code/subprocess-shell-true", "index": 1, "toolComponent": { "index": 0, "name": "code" } });
    assert_eq!(result["rule"], rule);
    assert_eq!((&result["level"], &result["kind"], &result["rank"]), (&json!("error"), &json!("fail"), &json!(80.0)));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], json!({ "uri": "app/ta%20sks.py", "uriBaseId": "%SRCROOT%" }));
    let snippet = json!({ "text": "subprocess.run(cmd, shell=True)" });
    let region = json!({ "startLine": 12, "startColumn": 5, "endLine": 12, "endColumn": 36, "snippet": snippet });
    assert_eq!(place["region"], region);
    let snippet = json!({ "text": "    subprocess.run(cmd, shell=True)" });
    assert_eq!(place["contextRegion"], json!({ "startLine": 12, "endLine": 12, "snippet": snippet }));
    assert_eq!(result["partialFingerprints"], json!({ "primaryLocationLineHash": "271789c17abda88f:1" }));
    let finding = &support::sample().findings[0];
    let fingerprints = json!({
        "secws/v1": finding.fingerprints.in_path.as_str(),
        "secwsAnyPath/v1": finding.fingerprints.in_any_path.as_str(),
    });
    assert_eq!(result["fingerprints"], fingerprints);
}

#[test]
fn a_result_carries_what_belongs_to_it() {
    let result = &run(&support::sample())["results"][0];
    let related = result["relatedLocations"].as_array().unwrap();
    assert_eq!((&related[0]["id"], &related[1]["id"]), (&json!(1), &json!(2)));
    assert_eq!(related[0]["message"]["text"], "The input comes from here.");
    let steps = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    assert_eq!(steps[0]["location"]["physicalLocation"]["artifactLocation"]["uri"], "app/views.py");
    assert_eq!(steps.len(), 2);
    let source = json!([{ "rule": "code/eval", "plugin": "code", "message": "So is this." }]);
    assert_eq!(result["properties"], json!({ "function": "subprocess.run", "sources": source, "advice": ["Ask."] }));
}

#[test]
fn a_fix_changes_each_file_once_and_equal_fixes_are_one() {
    let result = &run(&support::sample())["results"][0];
    let fixes = result["fixes"].as_array().unwrap();
    assert_eq!(fixes.len(), 1);
    assert_eq!(fixes[0]["description"]["text"], "Pass a list of arguments.");
    assert_eq!(fixes[0]["properties"]["applicability"], "unsafe");
    let changes = fixes[0]["artifactChanges"].as_array().unwrap();
    assert_eq!((changes.len(), changes[0]["replacements"].as_array().unwrap().len()), (2, 2));
    let replacement = json!({
        "deletedRegion": { "startLine": 12, "startColumn": 5, "endLine": 12, "endColumn": 36 },
        "insertedContent": { "text": "subprocess.run(argv)" },
    });
    assert_eq!(changes[0]["replacements"][0], replacement);
}

#[test]
fn a_finding_of_an_unknown_rule_is_still_a_result() {
    let result = &run(&support::sample())["results"][1];
    assert_eq!(result["ruleId"], "secrets/password");
    assert!(result.get("rule").is_none());
    assert!(result.get("partialFingerprints").is_none());
    assert_eq!(result["rank"], json!(95.0));
}

#[test]
fn a_place_in_a_binary_file_is_counted_in_bytes() {
    let result = &run(&support::sample())["results"][2];
    let location = &result["locations"][0];
    assert_eq!(location["physicalLocation"]["region"], json!({ "byteOffset": 120, "byteLength": 13 }));
    assert_eq!(location["logicalLocations"], json!([{ "fullyQualifiedName": "archive/data.pkl" }]));
}

#[test]
fn a_finding_that_differs_from_its_rule_says_so() {
    let result = &run(&support::sample())["results"][2];
    assert_eq!(result["properties"], json!({ "severity": "low", "precision": "very-high" }));
    assert_eq!((&result["level"], &result["rank"]), (&json!("note"), &json!(30.0)));
}

#[test]
fn levels_are_those_of_sarif() {
    let levels = Severity::ALL.map(|severity| {
        let place = support::line_place("a.py", 1, "x", "x");
        let findings = vec![support::plain_finding("code/eval", severity, "M.", place)];
        run(&Report { findings, ..support::sample() })["results"][0]["level"].take()
    });
    assert_eq!(levels, ["note", "note", "warning", "error", "error"]);
}

#[test]
fn a_snippet_that_shows_no_more_than_the_region_has_no_context() {
    let findings = vec![support::plain_finding("code/eval", Severity::Low, "M.", support::line_place("a.py", 4, "x", "x"))];
    let run = run(&Report { findings, ..support::sample() });
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["snippet"]["text"], "x");
    assert!(place.get("contextRegion").is_none());
}

#[test]
fn a_notification_says_what_happened_to_whom_and_where() {
    let notification = &run(&support::sample())["invocations"][0]["toolExecutionNotifications"][0];
    let location = json!({ "artifactLocation": { "uri": "app/broken.py", "uriBaseId": "%SRCROOT%" } });
    let expected = json!({
        "descriptor": { "id": "partial" },
        "level": "note",
        "message": { "text": "The file has a syntax error on line 3, so part of it was skipped." },
        "locations": [{ "physicalLocation": location }],
        "properties": { "plugin": "code" },
    });
    assert_eq!(notification, &expected);
}

#[test]
fn what_is_there_twice_is_written_once() {
    let mut report = support::sample();
    report.plugins[0].rules[0].cwe = vec![95, 94, 95];
    let copy = report.plugins[0].clone();
    report.plugins.push(copy);
    let run = run(&report);
    let extensions = run["tool"]["extensions"].as_array().unwrap();
    assert_eq!((extensions.len(), extensions[0]["rules"].as_array().unwrap().len()), (2, 2));
    let relationships = extensions[0]["rules"][0]["relationships"].as_array().unwrap();
    let targets: Vec<_> = relationships.iter().map(|relationship| &relationship["target"]["id"]).collect();
    assert_eq!(targets, ["CWE-95", "CWE-94"]);
}

#[test]
fn suppressions_and_baseline_states_are_on_all_results_or_none() {
    let mut report = support::sample();
    assert!(run(&report)["results"][0].get("suppressions").is_none());
    report.findings[0].suppressions = vec![Suppression {
        kind: SuppressionKind::External,
        justification: Some("The command is ours.".to_owned()),
        path: "secws.toml".into(),
        line: Some(7),
    }];
    report.findings[1].baseline = Some(BaselineState::Unchanged);
    let results = run(&report)["results"].take();
    let place =
        json!({ "artifactLocation": { "uri": "secws.toml", "uriBaseId": "%SRCROOT%" }, "region": { "startLine": 7 } });
    let suppression = json!({
        "kind": "external",
        "status": "accepted",
        "justification": "The command is ours.",
        "location": { "physicalLocation": place },
    });
    assert_eq!(results[0]["suppressions"], json!([suppression]));
    assert_eq!((&results[1]["suppressions"], &results[2]["suppressions"]), (&json!([]), &json!([])));
    let states: Vec<_> = results.as_array().unwrap().iter().map(|result| &result["baselineState"]).collect();
    assert_eq!(states, ["new", "unchanged", "new"]);
}

#[test]
fn a_finding_says_what_brought_its_file() {
    let mut report = support::sample();
    let commit = Commit { id: "1a2b3c".to_owned(), date: "2026-01-02T03:04:05Z".to_owned(), in_head: false };
    report.findings[1].origin = Origin::History(commit);
    report.findings[2].origin = Origin::Member { container: "dist/x.whl".into(), commit: None };
    let results = run(&report)["results"].take();
    let properties = &results[1]["properties"];
    assert_eq!(properties["commit"], "1a2b3c");
    assert_eq!(properties["authorDate"], "2026-01-02T03:04:05Z");
    assert_eq!(properties["inHead"], false);
    assert_eq!(results[2]["properties"]["container"], "dist/x.whl");
}

#[test]
fn an_imported_result_is_whole_and_its_rule_stands_under_its_tool() {
    let mut report = support::sample();
    report.plugins.insert(
        0,
        PluginInfo {
            name: "bandit".to_owned(),
            version: "1.9.4".to_owned(),
            rules: vec![support::plain_rule("bandit/B602", "Shell", Severity::High, &[78])],
            imported: Some("Bandit".to_owned()),
        },
    );
    let original = json!({ "ruleId": "B602", "ruleIndex": 9, "message": { "text": "shell=True" }, "x": [null] });
    report.findings[1].rule = "bandit/B602".to_owned();
    report.findings[1].original = Some(std::sync::Arc::new(original.clone()));
    report.findings[0].sources[0].original = Some(std::sync::Arc::new(original.clone()));
    let run = run(&report);
    let extension = &run["tool"]["extensions"][2];
    assert_eq!((&extension["name"], &extension["version"]), (&json!("Bandit"), &json!("1.9.4")));
    assert_eq!(extension["informationUri"], "https://bandit.readthedocs.io/");
    assert_eq!(extension["properties"], json!({ "plugin": "bandit" }));
    let rule = json!({ "id": "bandit/B602", "index": 0, "toolComponent": { "index": 2, "name": "Bandit" } });
    assert_eq!(run["results"][1]["rule"], rule);
    assert_eq!(run["results"][1]["properties"]["original"], original);
    assert_eq!(run["results"][0]["properties"]["sources"][0]["original"], original);
}

#[test]
fn a_hundred_tools_are_described_and_the_rest_are_told_of() {
    let tool = |number: usize| PluginInfo {
        name: format!("tool-{number}"),
        version: "1".to_owned(),
        rules: Vec::new(),
        imported: Some(format!("Tool {number}")),
    };
    let run = run(&Report { plugins: (0..103).map(tool).collect(), ..Report::default() });
    assert_eq!(run["tool"]["extensions"].as_array().unwrap().len(), 100);
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "import-incomplete");
    let text = "A log has at most 100 extensions, so the rules of 3 tools are not in it, those of `tool-100` first.";
    assert_eq!(notification["message"]["text"], text);
}

#[test]
fn a_gap_that_settings_accept_is_a_note() {
    let mut gap = secws_model::Notification::new(secws_model::NotificationKind::UnreadGap, "Too deep.");
    gap.accepted = Some("generated".to_owned());
    let narrowed = Some(secws_model::Narrowed { to: "staged changes".to_owned(), hidden: 3 });
    let run = run(&Report { notifications: vec![gap], narrowed, ..Report::default() });
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!((&notification["level"], &notification["properties"]), (&json!("note"), &json!({ "accepted": "generated" })));
    assert_eq!(run["properties"]["narrowed"], json!({ "to": "staged changes", "hidden": 3 }));
}
