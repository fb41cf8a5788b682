//! Editions to mailboxes.

/// Whether this looks like one mail address and nothing else: a local part, an `@`, a domain; no
/// white space, no list, nothing that could break out of a header or an SMTP command.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>(),;:\\\"[]@".contains(c);
    !local.is_empty()
        && local.len() <= 64
        && local.chars().all(plain)
        && domain.len() <= 253
        && domain
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
}
