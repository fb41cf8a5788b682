//! A mailbox server on loopback: it speaks SMTP (RFC 5321) with whoever calls, takes every mail for
//! its own domain, and keeps each as an `.eml` file.
//!
//! It has no queue, no spool and no TLS, and must never listen anywhere but on loopback.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Octets of one mail that are taken; SIZE (RFC 1870) announces it.
const LARGEST: usize = 4 << 20;
/// Octets of a command line (RFC 5321, 4.5.3.1.4, with room for extensions).
const LONGEST_LINE: u64 = 2048;

/// A mail as it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Envelope sender.
    pub from: String,
    /// Envelope recipients.
    pub to: Vec<String>,
    /// Where it lies.
    pub file: PathBuf,
}

/// The server, listening until it is dropped.
#[derive(Debug)]
pub struct Mailbox {
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// Where the mails lie.
    pub folder: PathBuf,
    taken: Arc<Mutex<Vec<Taken>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Mailbox {
    /// Opens a mailbox server that takes mail for `domain` and keeps it in `folder`. Must be called
    /// inside a tokio runtime.
    ///
    /// Errors if the folder cannot be made or no port opened.
    pub async fn open(folder: &Path, domain: &str) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let listener =
            TcpListener::bind(("127.0.0.1", 0)).await.context("cannot open a port for the mailbox")?;
        let port = listener.local_addr()?.port();
        let taken = Arc::default();
        let hall = Hall { folder: folder.to_owned(), domain: domain.to_owned(), taken: Arc::clone(&taken) };
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let hall = hall.clone();
                // A caller that hangs up in mid-conversation has delivered nothing: that is all.
                tokio::spawn(async move { hall.converse(stream).await });
            }
        });
        Ok(Self { port, folder: folder.to_owned(), taken, server })
    }

    /// The mails taken so far, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().map(|taken| taken.clone()).unwrap_or_default()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What every conversation shares.
#[derive(Clone, Debug)]
struct Hall {
    folder: PathBuf,
    domain: String,
    taken: Arc<Mutex<Vec<Taken>>>,
}

/// Where one conversation stands.
#[derive(Debug, Default)]
struct Envelope {
    greeted: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// What comes after an answer.
enum Next {
    Say(String),
    Take,
    Leave,
}

impl Hall {
    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut envelope = Envelope::default();
        say(&mut stream, "220 mailbox.demo.example ESMTP, for the demonstration").await?;
        loop {
            let mut line = Vec::new();
            if (&mut stream).take(LONGEST_LINE).read_until(b'\n', &mut line).await? == 0 {
                return Ok(());
            }
            if !line.ends_with(b"\n") {
                return say(&mut stream, "500 5.5.2 line too long").await;
            }
            let line = String::from_utf8_lossy(&line);
            match self.answer(line.trim_end(), &mut envelope) {
                Next::Say(words) => say(&mut stream, &words).await?,
                Next::Leave => return say(&mut stream, "221 2.0.0 goodbye").await,
                Next::Take => {
                    say(&mut stream, "354 go ahead, end with a dot on a line").await?;
                    let words = match mail(&mut stream).await? {
                        Some(mail) => self.keep(&mail, &envelope),
                        None => "552 5.3.4 too large".to_owned(),
                    };
                    envelope = Envelope { greeted: true, ..Envelope::default() };
                    say(&mut stream, &words).await?;
                }
            }
        }
    }

    fn answer(&self, line: &str, envelope: &mut Envelope) -> Next {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        Next::Say(match verb.as_str() {
            "EHLO" => {
                *envelope = Envelope { greeted: true, ..Envelope::default() };
                format!(
                    "250-mailbox.demo.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n\
                     250-ENHANCEDSTATUSCODES\r\n250 SIZE {LARGEST}"
                )
            }
            "HELO" => {
                *envelope = Envelope { greeted: true, ..Envelope::default() };
                "250 mailbox.demo.example".into()
            }
            "MAIL" if !envelope.greeted => "503 5.5.1 say EHLO first".into(),
            "MAIL" if envelope.from.is_some() => "503 5.5.1 one sender a mail".into(),
            "MAIL" => match path(line) {
                Some(from) => {
                    envelope.from = Some(from);
                    "250 2.1.0 sender noted".into()
                }
                None => "501 5.5.4 MAIL FROM:<address>".into(),
            },
            "RCPT" if envelope.from.is_none() => "503 5.5.1 MAIL first".into(),
            "RCPT" => match path(line) {
                Some(to) if self.serves(&to) => {
                    envelope.to.push(to);
                    "250 2.1.5 recipient noted".into()
                }
                Some(_) => "550 5.7.1 no mail leaves this machine".into(),
                None => "501 5.5.4 RCPT TO:<address>".into(),
            },
            "DATA" if envelope.to.is_empty() => "503 5.5.1 RCPT first".into(),
            "DATA" => return Next::Take,
            "RSET" => {
                *envelope = Envelope { greeted: envelope.greeted, ..Envelope::default() };
                "250 2.0.0 forgotten".into()
            }
            "NOOP" => "250 2.0.0 here".into(),
            "VRFY" => "252 2.5.2 send and see".into(),
            "QUIT" => return Next::Leave,
            _ => "500 5.5.2 not understood".into(),
        })
    }

    fn serves(&self, address: &str) -> bool {
        address.rsplit_once('@').is_some_and(|(_, domain)| domain.eq_ignore_ascii_case(&self.domain))
    }

    /// Writes a mail down, then says that it was taken: never the other way round.
    fn keep(&self, mail: &[u8], envelope: &Envelope) -> String {
        let Ok(mut taken) = self.taken.lock() else { return "451 4.3.0 try later".into() };
        let number = taken.len() + 1;
        let file = self.folder.join(format!("{number:04}.eml"));
        if std::fs::write(&file, mail).is_err() {
            return "452 4.3.1 no room to write".into();
        }
        let from = envelope.from.clone().unwrap_or_default();
        taken.push(Taken { from, to: envelope.to.clone(), file });
        format!("250 2.0.0 kept as {number:04}")
    }
}

async fn say(stream: &mut BufReader<TcpStream>, words: &str) -> std::io::Result<()> {
    stream.write_all(format!("{words}\r\n").as_bytes()).await?;
    stream.flush().await
}

/// The address between the angle brackets of a MAIL or RCPT.
fn path(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('<')?;
    let (address, _) = rest.split_once('>')?;
    Some(address.to_owned())
}

/// The mail up to the lone dot, its dot-stuffing undone; nothing if it is too large.
async fn mail(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Vec<u8>>> {
    let mut mail = Vec::new();
    let mut too_large = false;
    loop {
        let mut line = Vec::new();
        if stream.take(LARGEST as u64).read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok((!too_large).then_some(mail));
        }
        let line = line.strip_prefix(b".").unwrap_or(&line);
        too_large |= mail.len() + line.len() > LARGEST;
        if !too_large {
            mail.extend_from_slice(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};

    fn talk(port: u16, said: &str) -> Vec<String> {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(said.as_bytes()).unwrap();
        BufReader::new(stream).lines().map(|line| line.unwrap()[..3].to_owned()).collect()
    }

    #[test]
    fn it_holds_a_conversation_and_keeps_what_it_took() {
        let folder = tempfile::tempdir().unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let mailbox = runtime.block_on(Mailbox::open(folder.path(), "demo.example")).unwrap();
        let codes = talk(
            mailbox.port,
            "MAIL FROM:<a@demo.example>\r\nEHLO x\r\nRCPT TO:<b@demo.example>\r\nMAIL FROM:<a@demo.example>\r\n\
             RCPT TO:<b@elsewhere.example>\r\nDATA\r\nRCPT TO:<b@demo.example>\r\nDATA\r\n\
             Subject: x\r\n\r\n..one dot\r\n.\r\nQUIT\r\n",
        );
        let expected = [
            "220", "503", "250", "250", "250", "250", "250", "250", "503", "250", "550", "503", "250", "354",
            "250", "221",
        ];
        assert_eq!(codes, expected);
        let taken = mailbox.taken();
        assert_eq!(taken[0].to, ["b@demo.example"]);
        assert_eq!(std::fs::read(&taken[0].file).unwrap(), b"Subject: x\r\n\r\n.one dot\r\n");
    }
}
