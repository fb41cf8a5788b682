//! The binary's rooms: the only place in the project with network, disk, clock, randomness and mail.
//!
//! Everything a command does is a function here, so that `demo` and the tests run exactly the code
//! of `collect`, `thread`, `edition`, `send` and `serve`. This is no library for others: what others
//! may use stands in the crates `report`, `story` and `edition`.

pub mod archive;
pub mod clock;
pub mod command;
pub mod compose;
pub mod config;
mod console;
pub mod delivery;
pub mod demo;
pub mod export;
mod hex;
pub mod mailbox;
pub mod reading;
pub mod source;
pub mod subscription;
pub mod thread;
pub mod web;
