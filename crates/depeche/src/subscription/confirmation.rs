//! The mail that asks a mailbox whether it wants a subscription. No word of it comes from whoever
//! filled in the form.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Deserialize;

use super::{Asked, Receipt, ask};
use crate::archive::{Archive, Error, Result};
use crate::config::Desk;
use crate::delivery::{Setup, send_notice};

#[derive(Deserialize)]
struct Words {
    subject: String,
    text: String,
}

static WORDS: LazyLock<HashMap<String, Words>> =
    LazyLock::new(|| serde_json::from_str(include_str!("words.json")).unwrap_or_default());

/// Asks for a subscription and mails the link that confirms it. `false` if none was mailed, because
/// the mailbox has confirmed already or was mailed within the last day; a form must not tell which.
pub fn mail_confirmation(
    archive: &mut Archive,
    setup: &Setup,
    desk: &Desk,
    address: &str,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<bool> {
    let Asked::Confirm { subscription, token } = ask(archive, desk.id.get_ref(), address, receipt, now)?
    else {
        return Ok(false);
    };
    let code = desk.language.code();
    let words = WORDS.get(code).ok_or_else(|| Error::Broken(format!("no words for {code}")))?;
    let subject = words.subject.replace("{desk}", &desk.name);
    let link = format!("{}/confirm/{token}", setup.web);
    let text = words.text.replace("{desk}", &desk.name).replace("{link}", &link);
    if let Err(why) = send_notice(setup, &subscription.address, &subject, &text, now) {
        // Nobody has the token: whoever asks again must not have to wait a day.
        super::withdraw(archive, subscription.id)?;
        return Err(Error::Broken(format!("the confirmation to {address} was not sent: {why}")));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_the_interface_has_its_words() {
        for code in ["de", "en", "fr", "pl", "ru"] {
            let words = &WORDS[code];
            assert!(words.subject.contains("{desk}") && words.text.contains("{link}"), "{code}");
        }
    }
}
