//! What a person sees.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use insta::assert_snapshot;
use secws_model::*;
use secws_report::{Format, Options};
use support::{line_place, plain_finding, sample};

fn written(report: &Report, verdict: &Verdict, options: &Options) -> String {
    let mut out = Vec::new();
    secws_report::write(Format::Text, report, verdict, &mut out, options).unwrap();
    String::from_utf8(out).unwrap()
}

fn text(report: &Report) -> String {
    let verdict = Verdict::Failed(Reason("1 finding at or above high.".to_owned()));
    written(report, &verdict, &Options::default())
}

fn only(finding: ReportedFinding) -> Report {
    Report { findings: vec![finding], notifications: Vec::new(), ..sample() }
}

#[test]
fn a_plain_finding() {
    let place = line_place("app/tasks.py", 12, "    eval(code)", "eval(code)");
    let finding = plain_finding("code/eval", Severity::Medium, "The text in 'code' is run as Python.", place);
    assert_snapshot!(text(&only(finding)), @r"
    medium[code/eval]: The text in 'code' is run as Python.
      --> app/tasks.py:12:5
       |
    12 |     eval(code)
       |     ^^^^^^^^^^

    Findings: 1 medium (code 1)
    Files: 3 of 12 scanned (code 2)
    failed: 1 finding at or above high.
    ");
}

#[test]
fn a_region_of_several_lines_that_goes_on() {
    let source = "run(\n\tcommand,\r\n\tshell=True,\n\tcheck=False,\n)";
    let place = Place {
        path: "app/tasks.py".into(),
        region: Some(Region { start_line: 8, start_column: 1, end_line: 20, end_column: 2 }),
        span: None,
        snippet: Some(Snippet { line: 8, text: source.to_owned(), highlight: 0..source.len() }),
        message: Some("this call".to_owned()),
        logical: None,
    };
    let finding = plain_finding("code/subprocess-shell-true", Severity::High, "A shell runs this.", place);
    assert_snapshot!(text(&only(finding)), @r"
    high[code/subprocess-shell-true]: A shell runs this.
      --> app/tasks.py:8:1
       |
     8 | / run(
     9 | |     command,
    10 | |     shell=True,
    11 | |     check=False,
    12 | | )
       | |_^ this call
       |
       = note: It goes on up to line 20.

    Findings: 1 high (code 1)
    Files: 3 of 12 scanned (code 2)
    failed: 1 finding at or above high.
    ");
}

#[test]
fn fixes_related_places_and_flow() {
    assert_snapshot!(text(&only(sample().findings.remove(0))), @r"
    high[code/subprocess-shell-true]: The command line in 'cmd' is run by a shell, so whoever controls it runs commands of their own.
      --> app/ta sks.py:12:5
       |
    12 |     subprocess.run(cmd, shell=True)
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = note: app/views.py:3:7: The input comes from here.
       = note: app/ta sks.py:12:5
       = flow: 1. app/views.py:3:7: The input comes from here.
               2. app/ta sks.py:12:5
       = also: code/eval
       = fix: Pass a list of arguments. (may change what the code does)
              at 12:5-36: replace with `subprocess.run(argv)`
              at app/views.py:12:5-36: replace with `subprocess.run(argv)`
              at 12:5-36: replace with `subprocess.run(argv)`
       = fix: Pass a list of arguments. (may change what the code does)
              at 12:5-36: replace with `subprocess.run(argv)`
              at app/views.py:12:5-36: replace with `subprocess.run(argv)`
              at 12:5-36: replace with `subprocess.run(argv)`
       = fix: Ask.
              at app/views.py:12:5-36: replace with `subprocess.run(argv)`

    Findings: 1 high (code 1)
    Files: 3 of 12 scanned (code 2)
    failed: 1 finding at or above high.
    ");
}

#[test]
fn edits_that_insert_and_remove() {
    let place = line_place("a.py", 3, "verify=False", "False");
    let edit = |region, replacement: &str| ReportedEdit { path: "a.py".into(), region, replacement: replacement.to_owned() };
    let at = |start_column, end_line, end_column| Region { start_line: 3, start_column, end_line, end_column };
    let edits = vec![edit(at(1, 3, 1), "import ssl\n"), edit(at(8, 3, 13), ""), edit(at(8, 4, 2), &"x".repeat(300))];
    let fixes = vec![ReportedFix { title: "Check certificates.".to_owned(), applicability: Applicability::Safe, edits }];
    let finding = ReportedFinding { fixes, ..plain_finding("code/eval", Severity::Low, "Nobody is checked.", place) };
    assert_snapshot!(text(&only(finding)).replace(&"x".repeat(190), "<190 x>"), @r#"
    low[code/eval]: Nobody is checked.
     --> a.py:3:8
      |
    3 | verify=False
      |        ^^^^^
      |
      = fix: Check certificates.
             at 3:1: insert `import ssl\n`
             at 3:8-13: remove
             at 3:8-4:2: replace with `<190 x>xxxxxxxxxx…`

    Findings: 1 low (code 1)
    Files: 3 of 12 scanned (code 2)
    failed: 1 finding at or above high.
    "#);
}

#[test]
fn a_masked_secret() {
    assert_snapshot!(text(&only(sample().findings.remove(1))), @r#"
    critical[secrets/password]: The password in 'password' is in the repository, so everybody who reads it has it.
     --> settings.py:1:13
      |
    1 | password = "[REDACTED]"
      |             ^^^^^^^^^^

    Findings: 1 critical (secrets 1)
    Files: 3 of 12 scanned (code 2)
    failed: 1 finding at or above high.
    "#);
}

#[test]
fn a_place_in_a_binary_file() {
    let mut finding = sample().findings.remove(2);
    finding.place.message = Some("REDUCE".to_owned());
    assert_snapshot!(text(&only(finding)), @r"
    low[pickle/dangerous-import]: Loading the file calls 'os.system', so opening it runs a command.
    --> models/model.pt (bytes 120 to 133), in 'archive/data.pkl'
     = note: REDUCE

    Findings: 1 low (pickle 1)
    Files: 3 of 12 scanned (code 2)
    failed: 1 finding at or above high.
    ");
}

#[test]
fn notifications_are_grouped_and_counted() {
    let partial = |number| {
        let message = format!("The file has a syntax error on line {number}, so part of it was skipped.");
        Notification::new(NotificationKind::PartialGap, message).plugin("code").path(&format!("{number}.py").as_str().into())
    };
    let mut notifications: Vec<_> = (1..=13).map(partial).collect();
    let message = "The plugin ran longer than the 10 s it may, so the file was not looked at.";
    notifications
        .insert(1, Notification::new(NotificationKind::PluginDeadline, message).plugin("code").path(&"slow.py".into()));
    notifications.push(Notification::new(NotificationKind::AdvisoriesStale, "The advisories are 40 days old."));
    let report = Report { notifications, findings: Vec::new(), ..sample() };
    let verdict = Verdict::Incomplete(Reason("1 file was not looked at.".to_owned()));
    assert_snapshot!(written(&report, &verdict, &Options::default()), @r"
    error[plugin-deadline]: code: The plugin ran longer than the 10 s it may, so the file was not looked at.
      --> slow.py

    note[partial]: code: The file has a syntax error on line 1, so part of it was skipped.
      --> 1.py
    note[partial]: code: The file has a syntax error on line 2, so part of it was skipped.
      --> 2.py
    note[partial]: code: The file has a syntax error on line 3, so part of it was skipped.
      --> 3.py
    note[partial]: code: The file has a syntax error on line 4, so part of it was skipped.
      --> 4.py
    note[partial]: code: The file has a syntax error on line 5, so part of it was skipped.
      --> 5.py
    note[partial]: code: The file has a syntax error on line 6, so part of it was skipped.
      --> 6.py
    note[partial]: code: The file has a syntax error on line 7, so part of it was skipped.
      --> 7.py
    note[partial]: code: The file has a syntax error on line 8, so part of it was skipped.
      --> 8.py
    note[partial]: code: The file has a syntax error on line 9, so part of it was skipped.
      --> 9.py
    note[partial]: code: The file has a syntax error on line 10, so part of it was skipped.
      --> 10.py
    note[partial]: code: and 3 more

    warning[advisories-stale]: The advisories are 40 days old.

    Findings: none
    Files: 3 of 12 scanned (code 2)
    Notifications: 1 error, 1 warning, 13 notes
    incomplete: 1 file was not looked at.
    ");
}

#[test]
fn an_empty_report() {
    let verdict = Verdict::Passed(Reason("nothing was found.".to_owned()));
    assert_snapshot!(written(&Report::default(), &verdict, &Options::default()), @r"
    Findings: none
    Files: 0 of 0 scanned
    passed: nothing was found.
    ");
}

#[test]
fn mild_findings_are_counted_when_they_are_not_shown() {
    let verdict = Verdict::Passed(Reason("nothing was found.".to_owned()));
    let options = Options { shown: Severity::Critical, ..Options::default() };
    let report = Report { notifications: Vec::new(), ..sample() };
    assert_snapshot!(written(&report, &verdict, &options), @r#"
    critical[secrets/password]: The password in 'password' is in the repository, so everybody who reads it has it.
     --> settings.py:1:13
      |
    1 | password = "[REDACTED]"
      |             ^^^^^^^^^^

    Findings: 1 critical, 1 high, 1 low (code 1, pickle 1, secrets 1)
    Not shown: 2 below critical
    Files: 3 of 12 scanned (code 2)
    passed: nothing was found.
    "#);
}

#[test]
fn colours_and_links() {
    let mut report = only(sample().findings.remove(0));
    report.findings[0].fixes.clear();
    report.findings[0].place.path = "dist/x.whl!/app/tasks.py".into();
    report.notifications = sample().notifications;
    let options = Options { color: true, hyperlinks: true, root: Some("/home/me/my repo".into()), ..Options::default() };
    let verdict = Verdict::Failed(Reason("1 finding at or above high.".to_owned()));
    assert_snapshot!(written(&report, &verdict, &options).replace('\u{1b}', "␛"), @r#"
    ␛[1m␛[91mhigh[␛]8;;https://secws.example/rules/code/subprocess-shell-true␛\code/subprocess-shell-true␛]8;;␛\]␛[0m␛[1m: The command line in 'cmd' is run by a shell, so whoever controls it runs commands of their own.␛[0m
      ␛[1m␛[94m-->␛[0m ␛]8;;file:///home/me/my%20repo/dist/x.whl␛\dist/x.whl!/app/tasks.py:12:5␛]8;;␛\
       ␛[1m␛[94m|␛[0m
    ␛[1m␛[94m12␛[0m ␛[1m␛[94m|␛[0m     subprocess.run(cmd, shell=True)
       ␛[1m␛[94m|␛[0m     ␛[1m␛[91m^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^␛[0m
       ␛[1m␛[94m|␛[0m
       ␛[1m␛[94m= ␛[0m␛[1mnote␛[0m: ␛]8;;file:///home/me/my%20repo/app/views.py␛\app/views.py:3:7␛]8;;␛\: The input comes from here.
       ␛[1m␛[94m= ␛[0m␛[1mnote␛[0m: ␛]8;;file:///home/me/my%20repo/app/ta%20sks.py␛\app/ta sks.py:12:5␛]8;;␛\
       ␛[1m␛[94m= ␛[0m␛[1mflow␛[0m: 1. ␛]8;;file:///home/me/my%20repo/app/views.py␛\app/views.py:3:7␛]8;;␛\: The input comes from here.
               2. ␛]8;;file:///home/me/my%20repo/app/ta%20sks.py␛\app/ta sks.py:12:5␛]8;;␛\
       ␛[1m␛[94m= ␛[0m␛[1malso␛[0m: code/eval

    ␛[1m␛[92mnote[partial]␛[0m␛[1m: code:␛[0m The file has a syntax error on line 3, so part of it was skipped.
      ␛[1m␛[94m-->␛[0m ␛]8;;file:///home/me/my%20repo/app/broken.py␛\app/broken.py␛]8;;␛\

    Findings: 1 high (code 1)
    Files: 3 of 12 scanned (code 2)
    Notifications: 1 note
    ␛[1m␛[91mfailed␛[0m: 1 finding at or above high.
    "#);
}

#[test]
fn long_lines_are_cut_to_the_width() {
    let line = format!("{} eval(code) {}", "a".repeat(60), "b".repeat(60));
    let place = line_place("a.py", 1, &line, "eval(code)");
    let report = only(plain_finding("code/eval", Severity::Note, "Code is run.", place));
    let options = Options { width: Some(60), ..Options::default() };
    assert_snapshot!(written(&report, &Verdict::Passed(Reason("fine.".to_owned())), &options), @r"
    note[code/eval]: Code is run.
     --> a.py:1:62
      |
    1 | ...aaaaaaaaaaaaaaaaaaa eval(code) bbbbbbbbbbbbbbbbbbb...
      |                        ^^^^^^^^^^

    Findings: 1 note (code 1)
    Files: 3 of 12 scanned (code 2)
    passed: fine.
    ");
}

#[test]
fn wide_characters_keep_the_marks_in_place() {
    let place = line_place("a.py", 1, "名前 = \"漢字\" + eval(入力)", "eval(入力)");
    assert_snapshot!(text(&only(plain_finding("code/eval", Severity::Note, "Code is run.", place))), @r#"
    note[code/eval]: Code is run.
     --> a.py:1:21
      |
    1 | 名前 = "漢字" + eval(入力)
      |                 ^^^^^^^^^^

    Findings: 1 note (code 1)
    Files: 3 of 12 scanned (code 2)
    failed: 1 finding at or above high.
    "#);
}

#[test]
fn hostile_names_are_shown_for_what_they_are() {
    let path = "::error::x\n::warning::y\u{1b}[2J/\u{202e}yp.exe";
    let place = Place {
        message: Some("::error::\u{9b}2J".to_owned()),
        logical: Some("cell\n::error::1".to_owned()),
        ..line_place(path, 1, "x = '\u{202e}\u{1b}]0;title\u{7}' ##[error]y", "'\u{202e}\u{1b}]0;title\u{7}'")
    };
    let related = vec![Place { message: Some("\r::error::z".to_owned()), ..place.clone() }];
    let edit = ReportedEdit { path: path.into(), region: place.region.unwrap(), replacement: "\n::error::r".to_owned() };
    let title = "::error::t\n::error::u".to_owned();
    let fixes = vec![ReportedFix { title, applicability: Applicability::Safe, edits: vec![edit] }];
    let message = "::error::m\r\n::error::n ##[set-output name=x]y";
    let mut finding = plain_finding("code/\u{1b}[1m", Severity::Critical, message, place);
    (finding.flow, finding.related, finding.fixes) = (related.clone(), related, fixes);
    let mut report = only(finding);
    report.notifications = vec![Notification::new(NotificationKind::PluginPanic, "\n::error::p").plugin("\n::error::q")];
    let verdict = Verdict::Failed(Reason("\n::error::r".to_owned()));
    assert_snapshot!(written(&report, &verdict, &Options::default()), @r#"
    critical[code/\u{1b}[1m]: ::error::m  ::error::n ##\u{5b}set-output name=x]y
     --> ::error::x\n::warning::y\u{1b}[2J/\u{202e}yp.exe:1:5, in 'cell\n::error::1'
      |
    1 | x = '\u{202e}\u{1b}]0;title\u{7}' ##\u{5b}error]y
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ::error::\u{9b}2J
      |
      = note: ::error::x\n::warning::y\u{1b}[2J/\u{202e}yp.exe:1:5, in 'cell\n::error::1':  ::error::z
      = flow: 1. ::error::x\n::warning::y\u{1b}[2J/\u{202e}yp.exe:1:5, in 'cell\n::error::1':  ::error::z
      = fix: ::error::t ::error::u
             at 1:5-20: replace with `\n::error::r`

    error[plugin-panic]: \n::error::q:  ::error::p

    Findings: 1 critical (code 1)
    Files: 3 of 12 scanned (code 2)
    Notifications: 1 error
    failed:  ::error::r
    "#);
}

#[test]
fn what_a_baseline_knows_is_shown_on_demand_or_if_it_fails() {
    let mut report = support::full_sample();
    report.findings.retain(|finding| finding.baseline != Some(BaselineState::New));
    let passed = Verdict::Passed(Reason("nothing is new.".to_owned()));
    let options = Options { unchanged: true, ..Options::default() };
    report.notifications.clear();
    (report.narrowed, report.coverage) = (None, Coverage::default());
    assert_snapshot!(written(&report, &passed, &Options::default()), @r"
    Findings: 1 medium (code 1)
    Not shown: 1 unchanged
    Baseline: 0 new, 1 unchanged, 1 gone
    Files: 0 of 0 scanned
    passed: nothing is new.
    ");
    let shown = written(&report, &passed, &options);
    assert!(shown.contains("Known.") && !shown.contains("Not shown"), "{shown}");
    report.findings[0].fails = true;
    assert_eq!(written(&report, &passed, &Options::default()), shown);
}

#[test]
fn suppressed_findings_are_counted_only() {
    let mut report = support::full_sample();
    report.findings.retain(ReportedFinding::is_suppressed);
    report.findings.iter_mut().for_each(|finding| finding.baseline = None);
    report.notifications.clear();
    report.narrowed = Some(Narrowed { to: "staged changes".to_owned(), hidden: 1 });
    let options = Options { statistics: true, ..Options::default() };
    assert_snapshot!(written(&report, &Verdict::Passed(Reason("no finding.".to_owned())), &options), @r"
    Findings: none
    Suppressed: 2 (1 in comments, 1 in settings)
    Shown: staged changes; 1 finding elsewhere not shown
    Files: 3 of 12 scanned (code 2); 4 from git's history, 2 from archives
    Skipped: 5 wanted by no plugin, 2 excluded, 1 failed; code: 1 too large
    passed: no finding.
    ");
}
