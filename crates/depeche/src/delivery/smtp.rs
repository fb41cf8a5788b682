//! A small SMTP client (RFC 5321) with a door between the relay's "go ahead" and the first byte of a
//! message: the ledger must know of an offer before it is made, and of the relay's last word exactly
//! as it was said. Ready-made clients hide both.
//!
//! One connection, one recipient a message. Time-outs are those of RFC 5321, 4.5.3.2: to give up
//! early at the end of a message makes duplicates (RFC 1047).

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};

/// Where mail is handed over.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is kept secret.
    pub security: Security,
    /// User and password.
    pub login: Option<(String, String)>,
    /// A file of certificates (PEM) to trust beside the usual ones.
    pub authority: Option<std::path::PathBuf>,
    /// How long to wait.
    pub patience: Patience,
}

/// How a connection is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS by STARTTLS, or nothing is sent.
    StartTls,
    /// In the clear.
    None,
}

/// How long to wait for the relay.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the answer to a command.
    pub command: Duration,
    /// For the answer to the end of a message.
    pub end_of_data: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_mins(1),
            command: Duration::from_mins(5),
            end_of_data: Duration::from_mins(10),
        }
    }
}

/// What the relay answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Three digits.
    pub code: u16,
    /// The words, lines joined by a space.
    pub text: String,
    lines: Vec<String>,
}

impl Reply {
    /// Whether it means yes.
    pub fn is_positive(&self) -> bool {
        (200..400).contains(&self.code)
    }

    /// Whether it means no for now.
    pub fn is_transient(&self) -> bool {
        (400..500).contains(&self.code)
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

/// Why there is no connection, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The relay cannot be reached or broke off.
    #[error("the relay {0}: {1}")]
    Connection(String, io::Error),
    /// The relay does not speak as it should.
    #[error("the relay {0} answers what is no SMTP: {1:?}")]
    NoSmtp(String, String),
    /// The relay will not talk with us.
    #[error("the relay {0} refuses: {1}")]
    Refused(String, Reply),
    /// Secrecy is required and cannot be had.
    #[error(
        "the relay {0} offers no encryption (STARTTLS); set tls = \"none\" under [mail] only for a relay on this machine"
    )]
    NoTls(String),
    /// The login would go over the wire in the clear.
    #[error("a password would be sent to {0} in the clear; use encryption, or leave user out")]
    ClearLogin(String),
    /// A certificate file or host name that cannot be used.
    #[error("{0}")]
    Setting(String),
}

/// What came of offering one message.
#[derive(Debug)]
pub enum Offer {
    /// The relay said no before the message was offered: to us, or to the recipient.
    Declined(Stage, Reply),
    /// The door said no; nothing was offered.
    Withdrawn,
    /// The relay's last word on the message.
    Answered(Reply),
    /// The message was offered whole, and the answer never came.
    Unknown(String),
    /// The connection broke before the message was offered whole: it cannot have been accepted.
    Broken(String),
}

/// Whom a relay declines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The sender: it would decline every message.
    Sender,
    /// The recipient.
    Recipient,
}

/// A connection that has said hello.
pub struct Connection {
    stream: BufReader<Stream>,
    relay: String,
    patience: Patience,
    extensions: Vec<String>,
}

impl Connection {
    /// Connects, says hello, encrypts, logs in.
    pub fn open(relay: &Relay) -> Result<Self, Error> {
        let name = format!("{}:{}", relay.host, relay.port);
        let failed = |error| Error::Connection(name.clone(), error);
        let tcp = connect(relay).map_err(failed)?;
        let us = tcp.local_addr().map(|address| literal(address.ip())).map_err(failed)?;
        let stream = match relay.security {
            Security::Tls => encrypt(tcp, relay)?,
            _ => Stream::Plain(tcp),
        };
        let mut connection = Self {
            stream: BufReader::new(stream),
            relay: name.clone(),
            patience: relay.patience,
            extensions: Vec::new(),
        };
        connection.expect_yes(None)?;
        connection.hello(&us)?;
        if relay.security == Security::StartTls {
            if !connection.offers("STARTTLS") {
                return Err(Error::NoTls(name));
            }
            connection.expect_yes(Some("STARTTLS"))?;
            connection = connection.encrypted(relay)?;
            connection.hello(&us)?;
        }
        if let Some((user, password)) = &relay.login {
            if relay.security == Security::None {
                return Err(Error::ClearLogin(name));
            }
            connection.log_in(user, password)?;
        }
        Ok(connection)
    }

    /// What was said before TLS is forgotten: somebody on the way may have said it.
    fn encrypted(self, relay: &Relay) -> Result<Self, Error> {
        let injected = !self.stream.buffer().is_empty();
        match self.stream.into_inner() {
            Stream::Plain(tcp) if !injected => Ok(Self {
                stream: BufReader::new(encrypt(tcp, relay)?),
                extensions: Vec::new(),
                relay: self.relay,
                patience: self.patience,
            }),
            _ => Err(Error::NoSmtp(self.relay, "words after the answer to STARTTLS".to_owned())),
        }
    }

    fn hello(&mut self, us: &str) -> Result<(), Error> {
        let reply = self.command(&format!("EHLO {us}"))?;
        if reply.is_positive() {
            self.extensions = reply.lines.iter().skip(1).map(|line| line.to_ascii_uppercase()).collect();
            return Ok(());
        }
        self.expect_yes(Some(&format!("HELO {us}"))).map(|_| ())
    }

    /// Whether the relay offers an extension.
    pub fn offers(&self, extension: &str) -> bool {
        self.extensions.iter().any(|line| line.split(' ').next() == Some(extension))
    }

    fn log_in(&mut self, user: &str, password: &str) -> Result<(), Error> {
        let methods =
            self.extensions.iter().find(|line| line.starts_with("AUTH ")).cloned().unwrap_or_default();
        if methods.split(' ').any(|method| method == "PLAIN") || !methods.contains("LOGIN") {
            let secret = BASE64_STANDARD.encode(format!("\0{user}\0{password}"));
            self.expect_yes(Some(&format!("AUTH PLAIN {secret}")))?;
        } else {
            self.expect_yes(Some("AUTH LOGIN"))?;
            self.expect_yes(Some(&BASE64_STANDARD.encode(user)))?;
            self.expect_yes(Some(&BASE64_STANDARD.encode(password)))?;
        }
        Ok(())
    }

    /// Offers one message to one recipient. `door` is asked after the relay's go-ahead and before the
    /// first byte: only if it says yes is the message sent.
    pub fn offer(&mut self, from: &str, to: &str, message: &[u8], door: impl FnOnce() -> bool) -> Offer {
        let unicode = !to.is_ascii() || !from.is_ascii();
        if unicode && !self.offers("SMTPUTF8") {
            let text = "the relay takes no addresses beyond ASCII (SMTPUTF8)".to_owned();
            return Offer::Declined(Stage::Recipient, Reply { code: 553, text, lines: Vec::new() });
        }
        let parameters = if unicode { " SMTPUTF8" } else { "" };
        let commands = [
            (Stage::Sender, format!("MAIL FROM:<{from}>{parameters}")),
            (Stage::Recipient, format!("RCPT TO:<{to}>")),
            (Stage::Recipient, "DATA".to_owned()),
        ];
        for (stage, command) in commands {
            match self.command(&command) {
                Ok(reply) if reply.is_positive() => {}
                Ok(reply) => return Offer::Declined(stage, reply),
                Err(error) => return Offer::Broken(error.to_string()),
            }
        }
        if !door() {
            // The only way back out of DATA without a message is to hang up.
            self.hang_up();
            return Offer::Withdrawn;
        }
        let body = stuffed(message);
        if let Err(error) =
            self.stream.get_mut().write_all(&body).and_then(|()| self.stream.get_mut().flush())
        {
            self.hang_up();
            return Offer::Broken(error.to_string());
        }
        // From here on the relay may have it.
        let waiting = self.stream.get_ref().wait(self.patience.end_of_data);
        let answered = waiting
            .and_then(|()| self.stream.get_mut().write_all(b".\r\n"))
            .and_then(|()| self.stream.get_mut().flush())
            .map_err(|error| error.to_string())
            .and_then(|()| self.reply().map_err(|error| error.to_string()));
        let _ = self.stream.get_ref().wait(self.patience.command);
        match answered {
            Ok(reply) => Offer::Answered(reply),
            Err(why) => {
                self.hang_up();
                Offer::Unknown(why)
            }
        }
    }

    /// Takes back a transaction that was declined in its middle.
    pub fn reset(&mut self) -> Result<(), Error> {
        self.expect_yes(Some("RSET")).map(|_| ())
    }

    /// Says goodbye.
    pub fn quit(mut self) {
        // Whether it is heard makes no difference any more.
        let _ = self.command("QUIT");
    }

    fn hang_up(&self) {
        let _ = self.stream.get_ref().tcp().shutdown(std::net::Shutdown::Both);
    }

    fn expect_yes(&mut self, command: Option<&str>) -> Result<Reply, Error> {
        let reply = match command {
            Some(command) => self.command(command)?,
            None => self.reply()?,
        };
        if reply.is_positive() { Ok(reply) } else { Err(Error::Refused(self.relay.clone(), reply)) }
    }

    fn command(&mut self, command: &str) -> Result<Reply, Error> {
        let line = format!("{command}\r\n");
        let sent =
            self.stream.get_mut().write_all(line.as_bytes()).and_then(|()| self.stream.get_mut().flush());
        sent.map_err(|error| Error::Connection(self.relay.clone(), error))?;
        self.reply()
    }

    /// Reads a reply of one or more lines.
    fn reply(&mut self) -> Result<Reply, Error> {
        const LINE: u64 = 4096;
        const LINES: usize = 200;
        let mut lines = Vec::new();
        loop {
            let mut line = Vec::new();
            let read = self.stream.by_ref().take(LINE).read_until(b'\n', &mut line);
            read.map_err(|error| Error::Connection(self.relay.clone(), error))?;
            if line.is_empty() {
                let closed = io::Error::new(io::ErrorKind::UnexpectedEof, "closed the connection");
                return Err(Error::Connection(self.relay.clone(), closed));
            }
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            let code = text.get(..3).and_then(|code| code.parse::<u16>().ok());
            let (Some(code @ 200..600), true) = (code, lines.len() < LINES) else {
                return Err(Error::NoSmtp(self.relay.clone(), text.chars().take(80).collect()));
            };
            let more = text.as_bytes().get(3) == Some(&b'-');
            lines.push(text.get(4..).unwrap_or_default().to_owned());
            if !more {
                return Ok(Reply { code, text: lines.join(" ").trim().to_owned(), lines });
            }
        }
    }
}

/// The message with its dots doubled (RFC 5321, 4.5.2), ending in a line break.
fn stuffed(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 64);
    for line in message.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out
}

fn connect(relay: &Relay) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "has no address");
    for address in (relay.host.as_str(), relay.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, relay.patience.connect) {
            Ok(tcp) => {
                tcp.set_nodelay(true)?;
                tcp.set_read_timeout(Some(relay.patience.command))?;
                tcp.set_write_timeout(Some(relay.patience.command))?;
                return Ok(tcp);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Our name in EHLO: the address we come from, which needs no name server to be true.
fn literal(ip: std::net::IpAddr) -> String {
    match ip {
        std::net::IpAddr::V4(v4) => format!("[{v4}]"),
        std::net::IpAddr::V6(v6) => format!("[IPv6:{v6}]"),
    }
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<rustls::StreamOwned<rustls::ClientConnection, TcpStream>>),
}

impl Stream {
    fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => &tls.sock,
        }
    }

    fn wait(&self, time: Duration) -> io::Result<()> {
        self.tcp().set_read_timeout(Some(time))
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(buffer),
            Self::Tls(tls) => tls.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            Self::Tls(tls) => tls.flush(),
        }
    }
}

fn encrypt(mut tcp: TcpStream, relay: &Relay) -> Result<Stream, Error> {
    let mut roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    if let Some(path) = &relay.authority {
        let unusable = |error: &dyn std::fmt::Display| Error::Setting(format!("{}: {error}", path.display()));
        for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unusable(&error))? {
            let certificate = certificate.map_err(|error| unusable(&error))?;
            roots.add(certificate).map_err(|error| unusable(&error))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let settings = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Setting(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(relay.host.clone())
        .map_err(|_| Error::Setting(format!("{:?} is no host name", relay.host)))?;
    let mut tls = rustls::ClientConnection::new(Arc::new(settings), name)
        .map_err(|error| Error::Setting(error.to_string()))?;
    // The handshake now, so that a wrong certificate is said as such.
    tls.complete_io(&mut tcp)
        .map_err(|error| Error::Connection(format!("{}:{}", relay.host, relay.port), error))?;
    Ok(Stream::Tls(Box::new(rustls::StreamOwned::new(tls, tcp))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_doubled_and_the_end_is_a_line() {
        assert_eq!(stuffed(b"a\r\n.b\r\n..\r\nc"), b"a\r\n..b\r\n...\r\nc\r\n");
        assert_eq!(stuffed(b""), b"\r\n");
    }
}
