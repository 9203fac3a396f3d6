//! Text that goes into a page without being escaped.

use ruff_python_ast::Expr;

use crate::scene::Scene;

/// What makes a text harmless in HTML.
const CLEANERS: &[&str] = &[
    "django.utils.html.escape",
    "django.utils.html.conditional_escape",
    "django.utils.html.format_html",
    "django.utils.html.format_html_join",
    "django.utils.html.strip_tags",
    "django.utils.safestring.mark_safe",
    "django.urls.reverse",
    "django.template.loader.render_to_string",
    "markupsafe.escape",
    "markupsafe.Markup",
    "flask.escape",
    "flask.render_template",
    "html.escape",
    "cgi.escape",
    "bleach.clean",
    "nh3.clean",
];

/// Whether nothing of a text can be markup that comes from outside.
#[must_use]
pub fn is_clean<'a>(text: &'a Expr, scene: &Scene<'a>) -> bool {
    scene.text(text).holes().all(|hole| {
        let value = scene.value_of(hole).unwrap_or(hole);
        value.as_call_expr().is_some_and(|call| scene.matches(&call.func, CLEANERS).is_some())
    })
}
