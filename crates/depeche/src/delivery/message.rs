//! An edition as a mail: laid out once, addressed to each reader.
//!
//! Nothing in it depends on when or how often it is offered, so every attempt sends the same bytes.
//! No image, no pixel, no rewritten link: the only address that differs from reader to reader is the
//! one by which they leave.

use edition::{Edition, layout};
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;
use sha2::{Digest as _, Sha256};

use crate::hex::hex;

/// Stands in the layout where a reader's own address for leaving will stand.
const MARK: &str = "https://leave.invalid/depeche-mark";

/// From whom a mail comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Address.
    pub address: String,
    /// Name.
    pub name: String,
}

impl Sender {
    /// The domain of the address.
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
    }
}

/// An edition laid out as mail, to be addressed.
#[derive(Clone, Debug)]
pub struct Letter {
    sender: Sender,
    subject: String,
    text: String,
    html: String,
    language: &'static str,
    date: Timestamp,
    list_id: String,
    archive: String,
    feedback_id: String,
}

impl Letter {
    /// Lays an edition out. `web` is where its web pages stand, `sealed` when it was sealed.
    pub fn of(edition: &Edition, web: &str, sender: &Sender, sealed: Timestamp) -> Self {
        let addresses = layout::Addresses { web: Some(web), unsubscribe: Some(MARK), preferences: None };
        let content = edition.content();
        let desk = &content.desk.id;
        let language = content.desk.language.code();
        Self {
            sender: sender.clone(),
            subject: layout::subject(edition),
            text: layout::text(edition, &addresses),
            html: layout::html(edition, &addresses),
            language,
            date: sealed,
            list_id: format!("<{desk}.{}>", sender.domain()),
            archive: layout::edition_address(web, edition),
            feedback_id: format!("{}:{desk}:{language}:{}", content.number, sender.domain()),
        }
    }

    /// The mail to one reader. `leave` is the address by which they leave.
    pub fn to(&self, address: &str, message_id: &str, leave: &str) -> Vec<u8> {
        let mut message = self.head(address, message_id, &self.subject);
        message = message
            .header("List-Id", Raw::new(self.list_id.as_str()))
            .header("List-Unsubscribe", Raw::new(format!("<{leave}>")))
            .header("List-Archive", Raw::new(format!("<{}>", self.archive)))
            .header("List-Post", Raw::new("NO"))
            .header("Feedback-ID", Raw::new(self.feedback_id.as_str()))
            .header("Precedence", Raw::new("bulk"))
            .header("Content-Language", Raw::new(self.language));
        // One click is one POST, and that must not go in the clear (RFC 8058, 3.1).
        if leave.starts_with("https://") {
            message = message.header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"));
        }
        let parts = vec![
            MimePart::new("text/plain", self.text.replace(MARK, leave)),
            MimePart::new("text/html", self.html.replace(MARK, leave)),
        ];
        // A boundary of chance would make every attempt another message. `=_` stands in no encoded part.
        let boundary = format!("=_{}", &hex(&Sha256::digest(message_id.as_bytes()))[..32]);
        let alternative = ContentType::new("multipart/alternative").attribute("boundary", boundary);
        write(message.body(MimePart::new(alternative, parts)))
    }

    fn head<'m>(&'m self, to: &'m str, message_id: &'m str, subject: &'m str) -> MessageBuilder<'m> {
        head(&self.sender, to, message_id, subject, self.date)
    }

    /// The text part, as laid out.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The HTML part, as laid out.
    pub fn html(&self) -> &str {
        &self.html
    }
}

/// A mail of the house itself (a confirmation): plain text, marked as made by a machine (RFC 3834).
pub fn notice(
    sender: &Sender,
    to: &str,
    message_id: &str,
    subject: &str,
    text: &str,
    at: Timestamp,
) -> Vec<u8> {
    write(
        head(sender, to, message_id, subject, at)
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .text_body(text),
    )
}

fn head<'m>(
    sender: &'m Sender,
    to: &'m str,
    message_id: &'m str,
    subject: &'m str,
    date: Timestamp,
) -> MessageBuilder<'m> {
    MessageBuilder::new()
        .from((sender.name.as_str(), sender.address.as_str()))
        .to(to)
        .subject(subject)
        .date(date.as_second())
        .message_id(message_id)
}

/// The bytes; writing to memory does not fail.
fn write(message: MessageBuilder<'_>) -> Vec<u8> {
    message.write_to_vec().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_say_that_a_machine_wrote_them() {
        let sender = Sender { address: "edition@example.org".into(), name: "Étude".into() };
        let bytes = notice(
            &sender,
            "ida@example.net",
            "1@example.org",
            "Ça va ?",
            "Bonjour.\n",
            Timestamp::UNIX_EPOCH,
        );
        let text = String::from_utf8(bytes).unwrap();
        for line in [
            "Auto-Submitted: auto-generated\r\n",
            "Message-ID: <1@example.org>\r\n",
            "To: <ida@example.net>\r\n",
            "Date: Thu, 1 Jan 1970",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(text.is_ascii(), "headers are encoded: {text}");
    }
}
