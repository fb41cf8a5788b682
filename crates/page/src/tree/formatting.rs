//! The list of active formatting elements: `b`, `a`, `font` … that misnested tags closed are opened again, and end tags
//! in the wrong order are put right by the standard's "adoption agency".

use super::stack::{Open, Scope};
use super::{Builder, DONE, Done};
use crate::lexer::{Start, hint};
use crate::page::{NONE, Node, bit};
use crate::tag::Tag;
use crate::tag::trait_of::FORMATTING;

/// Most entries that are kept; a page that needs more is out to waste our time.
const MOST: usize = 128;

/// A formatting element in the list; [`NONE`] as id is a marker.
#[derive(Clone, Copy)]
struct Entry {
    id: u32,
    /// The length of its start tag: what is not as long is not alike.
    len: u32,
    tag: Tag,
    open: bool,
    /// What tags alike in name and attributes have alike, and few others.
    print: u8,
}

/// The list, up to date on which of its elements are open.
pub(super) struct Formatting {
    list: Vec<Entry>,
    /// How many entries of the list have each print; markers are not counted.
    prints: [u8; 256],
    /// How many elements may still be opened again.
    reopenings: usize,
}

impl Formatting {
    pub(super) fn new(source_len: usize) -> Self {
        Self { list: Vec::with_capacity(16), prints: [0; 256], reopenings: 1024 + source_len / 64 }
    }

    /// Whether no more elements are opened again.
    pub(super) fn is_spent(&self) -> bool {
        self.reopenings == 0
    }

    pub(super) fn mark(&mut self) {
        self.list.push(Entry { id: NONE, len: 0, tag: Tag::Text, open: true, print: 0 });
    }

    pub(super) fn clear_to_mark(&mut self) {
        while self.pop().is_some_and(|entry| entry.id != NONE) {}
    }

    /// Must be told of every element that is closed.
    #[inline]
    pub(super) fn note_closed(&mut self, closed: Open) {
        if closed.tag.has(FORMATTING)
            && let Some(entry) = self.list.iter_mut().rev().find(|entry| entry.id == closed.id)
        {
            entry.open = false;
        }
    }

    fn position(&self, id: u32) -> Option<usize> {
        self.list.iter().rposition(|entry| entry.id == id)
    }

    fn remove(&mut self, id: u32) {
        if let Some(position) = self.position(id) {
            self.take(position);
        }
    }

    #[inline]
    fn push(&mut self, entry: Entry) {
        self.prints[usize::from(entry.print)] += 1;
        self.list.push(entry);
    }

    fn insert(&mut self, position: usize, entry: Entry) {
        self.prints[usize::from(entry.print)] += 1;
        self.list.insert(position, entry);
    }

    #[inline]
    fn pop(&mut self) -> Option<Entry> {
        let entry = self.list.pop()?;
        self.uncount(entry);
        Some(entry)
    }

    fn take(&mut self, position: usize) {
        let entry = self.list.remove(position);
        self.uncount(entry);
    }

    #[inline]
    fn uncount(&mut self, entry: Entry) {
        if entry.id != NONE {
            self.prints[usize::from(entry.print)] -= 1;
        }
    }

    /// The last element of this tag after the last marker.
    fn last_of(&self, tag: Tag) -> Option<usize> {
        for (position, entry) in self.list.iter().enumerate().rev() {
            if entry.id == NONE {
                return None;
            }
            if entry.tag == tag {
                return Some(position);
            }
        }
        None
    }
}

/// A number that tags alike in name and attributes share: made of what stands first and last in the attributes.
fn print_of(written: &[u8], tag: Tag) -> u8 {
    let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let last = match written.last_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => written.iter().fold(0, |word, c| word << 8 | u64::from(*c)),
    };
    let first = word(written.get(3..).and_then(|rest| rest.first_chunk()));
    let mix = last ^ first.rotate_left(29) ^ (written.len() as u64) << 8 ^ tag as u64;
    (mix.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8
}

impl Builder<'_> {
    /// Opens again the formatting elements that were closed by something else than their end tag.
    #[inline]
    pub(super) fn reopen_formatting(&mut self) {
        if self.formatting.list.last().is_some_and(|entry| !entry.open) {
            self.reopen_closed();
        }
    }

    #[cold]
    fn reopen_closed(&mut self) {
        let first =
            self.formatting.list.iter().rposition(|entry| entry.open).map_or(0, |position| position + 1);
        for position in first..self.formatting.list.len() {
            if self.formatting.reopenings == 0 {
                self.formatting.list.clear();
                self.formatting.prints = [0; 256];
                return;
            }
            self.formatting.reopenings -= 1;
            let entry = self.formatting.list[position];
            let node = self.nodes[entry.id as usize];
            let id = self.insert(
                entry.tag,
                node.at as usize,
                node.len as usize,
                bit::AGAIN | node.bits & hint::ALL,
            );
            let before = self.open.len();
            self.open_node(id, entry.tag, super::Namespace::Html);
            let open = self.open.len() > before;
            self.formatting.list[position] = Entry { id, open, ..entry };
        }
    }

    pub(super) fn start_formatting(&mut self, start: &Start<'_>) -> Done {
        if start.tag == Tag::A
            && let Some(position) = self.formatting.last_of(Tag::A)
        {
            let id = self.formatting.list[position].id;
            self.end_formatting(Tag::A, b"a");
            self.formatting.remove(id);
            if let Some(depth) = self.open.depth_of(id, Tag::A) {
                self.open.remove(depth);
            }
        }
        self.reopen_formatting();
        if start.tag == Tag::Nobr && self.open.in_scope(Tag::Nobr, Scope::Default).is_some() {
            self.end_formatting(Tag::Nobr, b"nobr");
            self.reopen_formatting();
        }
        let print = print_of(&self.source[start.at..start.at + start.len], start.tag);
        if self.formatting.prints[usize::from(print)] >= 3 {
            self.keep_three(start);
        }
        let before = self.open.len();
        let id = self.insert_open(start);
        let open = self.open.len() > before;
        if self.formatting.list.len() >= MOST {
            self.formatting.take(0);
        }
        if open {
            self.formatting.push(Entry { id, len: start.len as u32, tag: start.tag, open, print });
        }
        DONE
    }

    /// Of elements alike in name and attributes only three are kept (the standard's "Noah's Ark clause").
    fn keep_three(&mut self, start: &Start<'_>) {
        let written = &self.source[start.at..start.at + start.len];
        // Without attributes, what is alike in name and length is alike.
        let bare = start.len == start.name.len() + 2;
        let (mut first, mut alike) = (0, 0);
        for (position, entry) in self.formatting.list.iter().enumerate().rev() {
            if entry.id == NONE {
                break;
            }
            if entry.tag == start.tag && entry.len as usize == start.len {
                let at = self.nodes[entry.id as usize].at as usize;
                if bare || &self.source[at..at + start.len] == written {
                    (first, alike) = (position, alike + 1);
                }
            }
        }
        if alike >= 3 {
            self.formatting.take(first);
        }
    }

    /// The end tag of a formatting element: the adoption agency algorithm.
    #[inline]
    pub(super) fn end_formatting(&mut self, tag: Tag, name: &[u8]) {
        // The usual case: the element is the innermost open one and the last of the list.
        if let (Some(open), Some(entry)) = (self.open.last(), self.formatting.list.last())
            && open.id == entry.id
            && entry.tag == tag
        {
            self.formatting.pop();
            self.open.pop();
            return;
        }
        if self.top() == tag && self.formatting.position(self.open.last_id()).is_none() {
            self.pop();
            return;
        }
        for _ in 0..8 {
            let Some(position) = self.formatting.last_of(tag) else {
                self.end_other(tag, name);
                return;
            };
            if !self.adopt(position) {
                return;
            }
        }
    }

    /// One round of the algorithm for the list's element at `position`; false when it is over.
    fn adopt(&mut self, position: usize) -> bool {
        let entry = self.formatting.list[position];
        let Some(depth) = self.open.depth_of(entry.id, entry.tag) else {
            self.formatting.take(position);
            return false;
        };
        if self.open.id_in_scope(entry.id).is_none() {
            return false;
        }
        let furthest = self.open.iter().enumerate().skip(depth + 1).find(|(_, open)| open.is_special());
        let Some((block_depth, block)) = furthest.map(|(depth, open)| (depth, *open)) else {
            self.pop_to(depth);
            self.formatting.remove(entry.id);
            return false;
        };
        let common = self.open.get(depth - 1);
        let (last, bookmark, removed) = self.clone_between(depth, block_depth, block.id, position);
        self.put(last, self.place_below(common));
        self.adopt_children(entry, block.id, bookmark, block_depth - removed)
    }

    /// The inner loop: formatting elements between the one that ends and the furthest block are cloned around the block,
    /// others are taken off the stack. Gives the outermost clone (or the block), where in the list the
    /// new element goes, and how many were taken off the stack.
    fn clone_between(
        &mut self,
        depth: usize,
        block_depth: usize,
        block: u32,
        position: usize,
    ) -> (u32, usize, usize) {
        let (mut last, mut bookmark, mut removed) = (block, position, 0);
        for (round, at) in (depth + 1..block_depth).rev().enumerate() {
            let node = self.open.get(at);
            let listed = self.formatting.position(node.id);
            let Some(listed) = listed.filter(|_| round < 3) else {
                if let Some(listed) = listed {
                    self.formatting.take(listed);
                    bookmark -= usize::from(listed < bookmark);
                }
                self.open.remove(at);
                removed += 1;
                continue;
            };
            let Node { at: from, len, tag, bits, .. } = self.nodes[node.id as usize];
            let clone = self.append(tag, from as usize, len as usize, bit::AGAIN | bits & hint::ALL, NONE);
            self.formatting.list[listed].id = clone;
            self.open.replace(at, clone);
            if last == block {
                bookmark = listed + 1;
            }
            self.put(last, (clone, None));
            last = clone;
        }
        (last, bookmark, removed)
    }

    /// Puts a new formatting element between the furthest block and its children.
    fn adopt_children(&mut self, entry: Entry, block: u32, bookmark: usize, block_depth: usize) -> bool {
        let Node { at, len, tag, bits, .. } = self.nodes[entry.id as usize];
        let clone = self.append(tag, at as usize, len as usize, bit::AGAIN | bits & hint::ALL, NONE);
        if let Some(lists) = &mut self.lists {
            lists.give_children(block, clone, &mut self.nodes);
        }
        self.put(clone, (block, None));
        self.formatting.insert(bookmark, Entry { id: clone, open: true, ..entry });
        self.formatting.remove(entry.id);
        let Some(depth) = self.open.depth_of(entry.id, entry.tag) else { return false };
        self.open.remove(depth);
        self.open.insert_above(block_depth - 1, clone, tag);
        true
    }
}
