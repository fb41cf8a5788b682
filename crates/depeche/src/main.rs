//! Dépêche reads the press closely and mails you what was said.
fn main() {}
