//! A call, as rules look at it.

use ruff_python_ast::{Expr, ExprCall, Keyword};
use ruff_text_size::{Ranged, TextRange};

use crate::scene::Scene;

/// A call of something that a rule knows.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The call itself.
    pub node: &'a ExprCall,
    /// What is called, as the rule's check names it; for a check by keyword, that keyword.
    pub name: &'static str,
    scene: &'a Scene<'a>,
}

impl Ranged for Call<'_> {
    fn range(&self) -> TextRange {
        self.node.range()
    }
}

impl<'a> Call<'a> {
    pub(crate) fn new(node: &'a ExprCall, name: &'static str, scene: &'a Scene<'a>) -> Self {
        Call { node, name, scene }
    }

    /// The name that is called, without what it is qualified with.
    #[must_use]
    pub fn last_name(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    /// The name that is called, as one would write it.
    #[must_use]
    pub fn shown_name(&self) -> &'static str {
        self.name.strip_prefix("builtins.").or_else(|| self.name.strip_prefix("*.")).unwrap_or(self.name)
    }

    /// An argument by position; none from the first `*arguments` on.
    #[must_use]
    pub fn positional(&self, position: usize) -> Option<&'a Expr> {
        self.node.arguments.find_positional(position)
    }

    /// The value of a keyword, also of one in a dictionary written down here that is spread over the call.
    #[must_use]
    pub fn keyword(&self, name: &str) -> Option<&'a Expr> {
        self.node.arguments.keywords.iter().find_map(|keyword| match &keyword.arg {
            Some(argument) => (argument.as_str() == name).then_some(&keyword.value),
            None => self.spread(keyword, name),
        })
    }

    /// An argument by keyword or position.
    #[must_use]
    pub fn argument(&self, name: &str, position: usize) -> Option<&'a Expr> {
        self.keyword(name).or_else(|| self.positional(position))
    }

    /// Whether there may be arguments that do not stand here.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let stars = self.node.arguments.args.iter().any(Expr::is_starred_expr);
        stars || self.node.arguments.keywords.iter().any(|keyword| keyword.arg.is_none() && self.items(keyword).is_none())
    }

    /// The call without its values: what is called, how many positions, which keywords.
    #[must_use]
    pub fn normal_form(&self) -> String {
        let mut parts = vec!["_"; self.node.arguments.args.len().min(16)];
        let keywords = self.node.arguments.keywords.iter().take(32);
        parts.extend(keywords.map(|keyword| keyword.arg.as_ref().map_or("**", |name| name.as_str())));
        format!("{}({})", self.name, parts.join(","))
    }

    fn spread(&self, keyword: &'a Keyword, name: &str) -> Option<&'a Expr> {
        self.items(keyword)?.into_iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Keys and values of a `**mapping`, if all of them are known.
    fn items(&self, keyword: &'a Keyword) -> Option<Vec<(&'a str, &'a Expr)>> {
        let value = self.scene.value_of(&keyword.value)?;
        if let Expr::Call(call) = value
            && call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "dict")
            && call.arguments.args.is_empty()
        {
            let arguments = call.arguments.keywords.iter();
            return arguments.map(|keyword| Some((keyword.arg.as_ref()?.as_str(), &keyword.value))).collect();
        }
        let items = value.as_dict_expr()?.items.iter();
        items.map(|item| Some((self.scene.string(item.key.as_ref()?)?, &item.value))).collect()
    }
}
