//! Where values are kept. What nothing refers to any more is let go now and then, so that memory follows what the pickle
//! itself still holds, not its length; and nothing here recurses, however deep values lie in one another.

use super::value::{Items, Node, Value};

/// How many nodes there may be before the first collection.
const FIRST_THRESHOLD: usize = 1 << 17;

/// How much text, in bytes, may be kept before a collection.
const MOST_TEXT: usize = 32 << 20;

/// Nodes, by their place.
#[derive(Debug)]
pub(crate) struct Heap {
    nodes: Vec<Node>,
    free: Vec<u32>,
    /// How much the texts hold that were added since the last collection, and those it left.
    text: usize,
    /// How many nodes in use bring the next collection, and how much text.
    threshold: usize,
    text_threshold: usize,
}

impl Heap {
    pub(crate) fn new() -> Self {
        let (threshold, text_threshold) = (FIRST_THRESHOLD, MOST_TEXT / 2);
        Heap { nodes: Vec::new(), free: Vec::new(), text: 0, threshold, text_threshold }
    }

    pub(crate) fn add(&mut self, node: Node) -> Value {
        if let Node::Text(text) = &node {
            self.text = self.text.saturating_add(text.kept.len());
        }
        if let Some(place) = self.free.pop()
            && let Some(slot) = self.nodes.get_mut(place as usize)
        {
            *slot = node;
            return Value::Node(place);
        }
        // A collection comes long before places run out.
        let Ok(place) = u32::try_from(self.nodes.len()) else { return Value::Forgotten };
        self.nodes.push(node);
        Value::Node(place)
    }

    pub(crate) fn get(&self, value: Value) -> Option<&Node> {
        let Value::Node(place) = value else { return None };
        self.nodes.get(place as usize)
    }

    pub(crate) fn get_mut(&mut self, value: Value) -> Option<&mut Node> {
        let Value::Node(place) = value else { return None };
        self.nodes.get_mut(place as usize)
    }

    /// Whether a collection is due.
    pub(crate) fn is_full(&self) -> bool {
        self.live() >= self.threshold || self.text >= self.text_threshold
    }

    fn live(&self) -> usize {
        self.nodes.len() - self.free.len()
    }

    /// Whether even after a collection there is so much that things have to be forgotten.
    pub(crate) fn is_crowded(&self) -> bool {
        self.live() >= 6 * FIRST_THRESHOLD || self.text > MOST_TEXT
    }

    /// Lets go what cannot be reached from `roots`.
    pub(crate) fn collect(&mut self, roots: impl Iterator<Item = Value>) {
        let mut reached = vec![false; self.nodes.len()];
        let mut waiting: Vec<Value> = Vec::new();
        for root in roots {
            waiting.push(root);
            while let Some(value) = waiting.pop() {
                let Value::Node(place) = value else { continue };
                let Some(mark) = reached.get_mut(place as usize) else { continue };
                if !std::mem::replace(mark, true) {
                    self.children(value, &mut waiting);
                }
            }
        }
        self.sweep(&reached);
        self.threshold = FIRST_THRESHOLD.max(self.live().saturating_mul(2));
        self.text_threshold = (MOST_TEXT / 2).max(self.text.saturating_mul(2));
    }

    fn children(&self, value: Value, waiting: &mut Vec<Value>) {
        match self.get(value) {
            Some(Node::Items(Items { first, .. }) | Node::Pairs(Items { first, .. })) => waiting.extend(first),
            Some(Node::Made(made)) => waiting.extend([made.callee, made.arguments, made.keywords]),
            Some(Node::Text(_) | Node::Free) | None => {}
        }
    }

    fn sweep(&mut self, reached: &[bool]) {
        self.free.clear();
        self.text = 0;
        for (place, (node, &reached)) in self.nodes.iter_mut().zip(reached).enumerate() {
            match node {
                Node::Text(text) if reached => self.text = self.text.saturating_add(text.kept.len()),
                _ if reached => {}
                _ => {
                    *node = Node::Free;
                    self.free.extend(u32::try_from(place));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::value::Kind;

    #[test]
    fn what_is_reached_stays_and_what_is_not_makes_room() {
        let mut heap = Heap::new();
        let inner = heap.add(Node::Items(Items::of(Kind::List, &[])));
        let lost = heap.add(Node::Items(Items::of(Kind::List, &[])));
        let outer = heap.add(Node::Items(Items::of(Kind::Tuple, &[inner, Value::None])));
        // A list that holds itself.
        if let Some(Node::Items(items)) = heap.get_mut(inner) {
            items.extend(&[inner]);
        }
        heap.collect([outer].into_iter());
        assert!(matches!(heap.get(inner), Some(Node::Items(_))));
        assert!(matches!(heap.get(lost), Some(Node::Free)));
        assert_eq!(heap.add(Node::Items(Items::of(Kind::Set, &[]))), lost);
    }

    #[test]
    fn depth_costs_no_stack() {
        let mut heap = Heap::new();
        let mut value = Value::None;
        for _ in 0..300_000 {
            value = heap.add(Node::Items(Items::of(Kind::Tuple, &[value])));
        }
        heap.collect([value].into_iter());
        assert!(heap.is_full() || heap.live() == 300_000);
    }
}
