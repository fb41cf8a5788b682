//! The order of pages on which something was moved, and the last pass over the nodes.
//!
//! Nodes are appended in page order, so that nothing but the ends of subtrees is left to do, as a rule. From
//! the first move on, the children of each node are kept as [`Lists`] too, and the nodes are written in their order at the
//! end.

use crate::page::{NONE, Node, Page};

/// Writes where each subtree ends; parents must stand before their children.
pub(super) fn close(nodes: &mut [Node]) {
    for index in (1..nodes.len()).rev() {
        let Node { parent, end, .. } = nodes[index];
        if let Some(parent) = nodes.get_mut(parent as usize)
            && parent.end < end
        {
            parent.end = end;
        }
    }
}

/// A node's place among its siblings, and its children's ends; [`NONE`] where there is nobody.
#[derive(Clone, Copy)]
struct Links {
    first: u32,
    last: u32,
    next: u32,
    previous: u32,
}

const ALONE: Links = Links { first: NONE, last: NONE, next: NONE, previous: NONE };

/// The children of each node as linked lists.
pub(super) struct Lists(Vec<Links>);

impl Lists {
    /// The children as the nodes' order and parents have them.
    pub(super) fn of(nodes: &Vec<Node>) -> Self {
        // As many as nodes are expected, so that they are not copied either.
        let mut lists = Self(Vec::with_capacity(nodes.capacity()));
        for (index, node) in nodes.iter().enumerate() {
            lists.0.push(ALONE);
            if node.parent != NONE {
                lists.append(index as u32, node.parent);
            }
        }
        lists
    }

    /// Makes place for a further node, which has no parent yet.
    pub(super) fn push(&mut self) {
        self.0.push(ALONE);
    }

    fn at(&mut self, node: u32) -> &mut Links {
        &mut self.0[node as usize]
    }

    /// Makes a node without parent the last child of `parent`.
    pub(super) fn append(&mut self, node: u32, parent: u32) {
        let last = std::mem::replace(&mut self.at(parent).last, node);
        self.at(node).previous = last;
        if last == NONE { self.at(parent).first = node } else { self.at(last).next = node }
    }

    /// Puts a node without parent before `follower`, a child of `parent`.
    pub(super) fn insert_before(&mut self, node: u32, follower: u32, parent: u32) {
        let previous = std::mem::replace(&mut self.at(follower).previous, node);
        *self.at(node) = Links { previous, next: follower, ..*self.at(node) };
        if previous == NONE { self.at(parent).first = node } else { self.at(previous).next = node }
    }

    /// Takes a node from its parent.
    pub(super) fn unlink(&mut self, node: u32, parent: u32) {
        let Links { next, previous, .. } = *self.at(node);
        if previous == NONE {
            self.at(parent).first = next;
        } else {
            self.at(previous).next = next;
        }
        if next == NONE {
            self.at(parent).last = previous;
        } else {
            self.at(next).previous = previous;
        }
        *self.at(node) = Links { next: NONE, previous: NONE, ..*self.at(node) };
    }

    /// Gives all children of `from` to `to`, which has none.
    pub(super) fn give_children(&mut self, from: u32, to: u32, nodes: &mut [Node]) {
        let Links { first, last, .. } = *self.at(from);
        *self.at(from) = Links { first: NONE, last: NONE, ..*self.at(from) };
        *self.at(to) = Links { first, last, ..*self.at(to) };
        let mut child = first;
        while child != NONE {
            nodes[child as usize].parent = to;
            child = self.at(child).next;
        }
    }

    /// Puts the nodes in the order of the lists, where they are; those that are in none are dropped.
    pub(super) fn order(mut self, nodes: &mut Vec<Node>) {
        let links = &mut self.0;
        // The walk needs no last child: where a node goes is written there.
        for link in links.iter_mut() {
            link.last = NONE;
        }
        // The ancestors of the node at hand.
        let mut above: Vec<u32> = Vec::with_capacity(64);
        let (mut at, mut id) = (0u32, 0u32);
        'nodes: loop {
            let depth = above.len().min(Page::DEEPEST);
            let parent = depth.checked_sub(1).map_or(NONE, |depth| links[above[depth] as usize].last);
            links[at as usize].last = id;
            let node = &mut nodes[at as usize];
            *node = Node { parent, depth: depth as u16, end: id + 1, ..*node };
            id += 1;
            let child = links[at as usize].first;
            if child != NONE {
                above.push(at);
                at = child;
                continue;
            }
            while links[at as usize].next == NONE {
                match above.pop() {
                    Some(parent) => at = parent,
                    None => break 'nodes,
                }
            }
            at = links[at as usize].next;
        }
        let kept = id as usize;
        for link in links.iter_mut().filter(|link| link.last == NONE) {
            link.last = id;
            id += 1;
        }
        for index in 0..nodes.len() {
            while links[index].last as usize != index {
                let goal = links[index].last as usize;
                nodes.swap(index, goal);
                (links[index].last, links[goal].last) = (links[goal].last, links[index].last);
            }
        }
        nodes.truncate(kept);
        close(nodes);
    }
}
