//! Desk and stories → one edition. Knows readers, not mail.
