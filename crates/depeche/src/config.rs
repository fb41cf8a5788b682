//! `depeche.toml`: who you are, which outlets are read, for whom, and how mail leaves.

/// Name of the configuration's file in the folder of data.
pub const FILE: &str = "depeche.toml";

/// A commented configuration to start from.
pub fn starter(contact: Option<&str>) -> String {
    let contact = contact.unwrap_or("");
    format!("contact = {contact:?}\n")
}
