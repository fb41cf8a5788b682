//! What only the demonstration has: a sample press to collect from and a mailbox server to deliver
//! to, both real servers on loopback, both invented.
//!
//! Nothing here reads, threads, composes or sends: `depeche demo` runs the very commands that
//! work on the open web.

pub mod mailbox;
pub mod press;
pub mod road;
