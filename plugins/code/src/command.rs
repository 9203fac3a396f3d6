//! What a command that is handed to a shell is made of.

use ruff_python_ast::Expr;
use secws_plugin_sdk::Severity;

use crate::scene::Scene;

/// What can be said of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Always the same.
    Fixed,
    /// Varies, with every varying part quoted for the shell.
    Quoted,
    /// Varies.
    Varying,
}

impl Command {
    /// Of an expression that is a string, or a list of them.
    #[must_use]
    pub fn of<'a>(expr: &'a Expr, scene: &Scene<'a>) -> Self {
        match scene.value_of(expr) {
            Some(Expr::List(list)) => Command::of_all(&list.elts, scene),
            Some(Expr::Tuple(tuple)) => Command::of_all(&tuple.elts, scene),
            _ => Command::of_text(expr, scene),
        }
    }

    fn of_all<'a>(parts: &'a [Expr], scene: &Scene<'a>) -> Self {
        let worst = parts.iter().map(|part| Command::of_text(part, scene)).max_by_key(|command| *command as u8);
        worst.unwrap_or(Command::Fixed)
    }

    fn of_text<'a>(expr: &'a Expr, scene: &Scene<'a>) -> Self {
        let text = scene.text(expr);
        if text.is_constant() {
            Command::Fixed
        } else if text.holes().all(|hole| is_quoted(hole, scene)) {
            Command::Quoted
        } else {
            Command::Varying
        }
    }

    /// How bad it is to run it in a shell.
    #[must_use]
    pub fn severity(self, scene: &Scene<'_>) -> Severity {
        match self {
            Command::Varying if !scene.is_test => Severity::High,
            _ => Severity::Low,
        }
    }

    /// In a message, what happens.
    #[must_use]
    pub fn consequence(self) -> &'static str {
        match self {
            Command::Fixed => "The command is always the same, so this only costs a shell and its surprises.",
            Command::Quoted => "Its varying parts are quoted, which is easily forgotten at the next change.",
            Command::Varying => "Whoever controls a part of the command can run any other.",
        }
    }
}

fn is_quoted<'a>(hole: &'a Expr, scene: &Scene<'a>) -> bool {
    let Expr::Call(call) = hole else { return false };
    if scene.matches(&call.func, &["shlex.quote", "shlex.join", "pipes.quote", "subprocess.list2cmdline"]).is_some() {
        return true;
    }
    scene.matches(hole, &["sys.executable"]).is_some()
}
