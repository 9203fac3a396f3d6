//! The rules, one file each. Written by `cargo xtask codegen` from the names of the files here.

mod assert_used;
mod bind_all_interfaces;
mod call_shell_true;
mod chmod_permissive;
mod cipher_ecb;
mod cleartext_protocol;
mod cookie_insecure;
mod django_mark_safe;
mod eval_used;
mod except_continue;
mod except_pass;
mod exec_used;
mod flask_debug;
mod hardcoded_password;
mod hardcoded_tmp;
mod hf_unpinned;
mod insecure_random;
mod jinja_autoescape_off;
mod logging_listen;
mod mako_template;
mod markup_unescaped;
mod marshal_load;
mod mktemp;
mod os_shell;
mod request_no_timeout;
mod sql_string_build;
mod ssh_no_host_key;
mod ssl_unverified_context;
mod subprocess_shell_true;
mod tar_unsafe_extract;
mod tls_no_verify;
mod tls_old_version;
mod torch_load;
mod trust_remote_code;
mod unsafe_deserialization;
mod weak_cipher;
mod weak_hash;
mod weak_key;
mod xml_external_entity;
mod xml_untrusted;
mod yaml_unsafe_load;

use crate::Rule;

/// All rules, by name.
pub static RULES: &[&Rule] = &[
    &assert_used::RULE,
    &bind_all_interfaces::RULE,
    &call_shell_true::RULE,
    &chmod_permissive::RULE,
    &cipher_ecb::RULE,
    &cleartext_protocol::RULE,
    &cookie_insecure::RULE,
    &django_mark_safe::RULE,
    &eval_used::RULE,
    &except_continue::RULE,
    &except_pass::RULE,
    &exec_used::RULE,
    &flask_debug::RULE,
    &hardcoded_password::RULE,
    &hardcoded_tmp::RULE,
    &hf_unpinned::RULE,
    &insecure_random::RULE,
    &jinja_autoescape_off::RULE,
    &logging_listen::RULE,
    &mako_template::RULE,
    &markup_unescaped::RULE,
    &marshal_load::RULE,
    &mktemp::RULE,
    &os_shell::RULE,
    &request_no_timeout::RULE,
    &sql_string_build::RULE,
    &ssh_no_host_key::RULE,
    &ssl_unverified_context::RULE,
    &subprocess_shell_true::RULE,
    &tar_unsafe_extract::RULE,
    &tls_no_verify::RULE,
    &tls_old_version::RULE,
    &torch_load::RULE,
    &trust_remote_code::RULE,
    &unsafe_deserialization::RULE,
    &weak_cipher::RULE,
    &weak_hash::RULE,
    &weak_key::RULE,
    &xml_external_entity::RULE,
    &xml_untrusted::RULE,
    &yaml_unsafe_load::RULE,
];

/// The cases of each rule, by its name.
#[cfg(test)]
pub static CASES: &[(&str, &str)] = &[
    ("assert-used", include_str!("assert_used.cases.md")),
    ("bind-all-interfaces", include_str!("bind_all_interfaces.cases.md")),
    ("call-shell-true", include_str!("call_shell_true.cases.md")),
    ("chmod-permissive", include_str!("chmod_permissive.cases.md")),
    ("cipher-ecb", include_str!("cipher_ecb.cases.md")),
    ("cleartext-protocol", include_str!("cleartext_protocol.cases.md")),
    ("cookie-insecure", include_str!("cookie_insecure.cases.md")),
    ("django-mark-safe", include_str!("django_mark_safe.cases.md")),
    ("eval-used", include_str!("eval_used.cases.md")),
    ("except-continue", include_str!("except_continue.cases.md")),
    ("except-pass", include_str!("except_pass.cases.md")),
    ("exec-used", include_str!("exec_used.cases.md")),
    ("flask-debug", include_str!("flask_debug.cases.md")),
    ("hardcoded-password", include_str!("hardcoded_password.cases.md")),
    ("hardcoded-tmp", include_str!("hardcoded_tmp.cases.md")),
    ("hf-unpinned", include_str!("hf_unpinned.cases.md")),
    ("insecure-random", include_str!("insecure_random.cases.md")),
    ("jinja-autoescape-off", include_str!("jinja_autoescape_off.cases.md")),
    ("logging-listen", include_str!("logging_listen.cases.md")),
    ("mako-template", include_str!("mako_template.cases.md")),
    ("markup-unescaped", include_str!("markup_unescaped.cases.md")),
    ("marshal-load", include_str!("marshal_load.cases.md")),
    ("mktemp", include_str!("mktemp.cases.md")),
    ("os-shell", include_str!("os_shell.cases.md")),
    ("request-no-timeout", include_str!("request_no_timeout.cases.md")),
    ("sql-string-build", include_str!("sql_string_build.cases.md")),
    ("ssh-no-host-key", include_str!("ssh_no_host_key.cases.md")),
    ("ssl-unverified-context", include_str!("ssl_unverified_context.cases.md")),
    ("subprocess-shell-true", include_str!("subprocess_shell_true.cases.md")),
    ("tar-unsafe-extract", include_str!("tar_unsafe_extract.cases.md")),
    ("tls-no-verify", include_str!("tls_no_verify.cases.md")),
    ("tls-old-version", include_str!("tls_old_version.cases.md")),
    ("torch-load", include_str!("torch_load.cases.md")),
    ("trust-remote-code", include_str!("trust_remote_code.cases.md")),
    ("unsafe-deserialization", include_str!("unsafe_deserialization.cases.md")),
    ("weak-cipher", include_str!("weak_cipher.cases.md")),
    ("weak-hash", include_str!("weak_hash.cases.md")),
    ("weak-key", include_str!("weak_key.cases.md")),
    ("xml-external-entity", include_str!("xml_external_entity.cases.md")),
    ("xml-untrusted", include_str!("xml_untrusted.cases.md")),
    ("yaml-unsafe-load", include_str!("yaml_unsafe_load.cases.md")),
];
