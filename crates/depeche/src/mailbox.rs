//! What names a mailbox: one mail address.

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

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_one_and_nothing_else() {
        for address in ["ida@example.org", "i.d+a@sub.example.org", "ида@example.org", "a@localhost"] {
            assert!(is_address(address), "{address}");
        }
        for text in ["", "@", "a@", "@b", "a b@c", "a@b,c@d", "<a@b>", "a@b\r\nX: y", "a@b..c", "\"a\"@b"] {
            assert!(!is_address(text), "{text}");
        }
    }
}
