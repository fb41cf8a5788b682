//! A mail relay on loopback for tests: it answers as it is told, and notes what it took.

#![allow(dead_code, reason = "each test file uses some of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A message the relay took.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) data: String,
}

impl Mail {
    /// A header by its name, folded lines joined.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
        let found = head
            .lines()
            .find(|line| line.split(':').next().is_some_and(|key| key.eq_ignore_ascii_case(name)))?;
        Some(found.split_once(':').unwrap().1.trim().to_owned())
    }
}

/// What the relay does at a verb.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Goes on.
    Go,
    /// Answers with this line.
    Say(&'static str),
    /// Hangs up without a word.
    HangUp,
    /// Waits so many milliseconds, then goes on.
    Wait(u64),
}

type Script = Arc<dyn Fn(&str, &str) -> Act + Send + Sync>;

/// The relay. It ends with the test's process.
pub(crate) struct Relay {
    pub(crate) port: u16,
    took: Arc<Mutex<Vec<Mail>>>,
    connections: Arc<AtomicUsize>,
}

impl Relay {
    /// Listens on a free port. `script` is given a verb (`MAIL`, `RCPT`, `DATA`, `.`) and the
    /// recipient so far; at `.` the message is noted before the act.
    pub(crate) fn listen(script: impl Fn(&str, &str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let took = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let script: Script = Arc::new(script);
        let (noted, counted) = (Arc::clone(&took), Arc::clone(&connections));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::Relaxed);
                let (noted, script) = (Arc::clone(&noted), Arc::clone(&script));
                std::thread::spawn(move || {
                    let _ = talk(&stream, &stream, &noted, &script, true);
                });
            }
        });
        Self { port, took, connections }
    }

    /// As [`Relay::listen`], but encrypted: from the first byte, or after STARTTLS.
    pub(crate) fn listen_in_secret(
        by_command: bool,
        script: impl Fn(&str, &str) -> Act + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let took = Arc::new(Mutex::new(Vec::new()));
        let script: Script = Arc::new(script);
        let noted = Arc::clone(&took);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (noted, script) = (Arc::clone(&noted), Arc::clone(&script));
                std::thread::spawn(move || {
                    let _ = talk_in_secret(stream, by_command, &noted, &script);
                });
            }
        });
        Self { port, took, connections: Arc::default() }
    }

    /// What it took so far.
    pub(crate) fn took(&self) -> Vec<Mail> {
        self.took.lock().unwrap().clone()
    }

    /// How often somebody connected.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

/// One conversation, over anything that reads and writes.
pub(crate) fn talk(
    input: impl Read,
    mut output: impl Write,
    took: &Mutex<Vec<Mail>>,
    script: &Script,
    greets: bool,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(input);
    if greets {
        output.write_all(b"220 relay.example\r\n")?;
    }
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        if verb == "RCPT" {
            line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut to);
        }
        let mut act = script(&verb, &to);
        if let Act::Wait(time) = act {
            std::thread::sleep(std::time::Duration::from_millis(time));
            act = Act::Go;
        }
        match (act, verb.as_str()) {
            (Act::HangUp, _) => return Ok(()),
            (Act::Say(words), _) => write!(output, "{words}\r\n")?,
            (_, "EHLO") => {
                output.write_all(b"250-relay.example\r\n250-8BITMIME\r\n250 AUTH LOGIN PLAIN\r\n")?;
            }
            (_, "DATA") => {
                output.write_all(b"354 go ahead\r\n")?;
                let mut data = String::new();
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line)? == 0 {
                        return Ok(());
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                took.lock().unwrap().push(Mail { to: to.clone(), data });
                match script(".", &to) {
                    Act::HangUp => return Ok(()),
                    Act::Say(words) => {
                        // What is declined at the end was not taken.
                        took.lock().unwrap().pop();
                        write!(output, "{words}\r\n")?;
                    }
                    Act::Wait(time) => {
                        std::thread::sleep(std::time::Duration::from_millis(time));
                        output.write_all(b"250 2.0.0 queued as 4711\r\n")?;
                    }
                    Act::Go => output.write_all(b"250 2.0.0 queued as 4711\r\n")?,
                }
            }
            (_, "QUIT") => return output.write_all(b"221 bye\r\n"),
            _ => output.write_all(b"250 ok\r\n")?,
        }
        output.flush()?;
    }
}

fn talk_in_secret(
    stream: TcpStream,
    by_command: bool,
    took: &Mutex<Vec<Mail>>,
    script: &Script,
) -> std::io::Result<()> {
    if by_command {
        let mut lines = BufReader::new(&stream);
        let mut line = String::new();
        (&stream).write_all(b"220 relay.example\r\n")?;
        lines.read_line(&mut line)?;
        (&stream).write_all(b"250-relay.example\r\n250 STARTTLS\r\n")?;
        lines.read_line(&mut line)?;
        (&stream).write_all(b"220 go ahead\r\n")?;
    }
    let certificates = vec![CertificateDer::from_pem_slice(include_bytes!("tls/relay.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/relay.key")).unwrap();
    let settings =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .unwrap();
    let connection = rustls::ServerConnection::new(Arc::new(settings)).unwrap();
    let shared = Shared(Arc::new(Mutex::new(rustls::StreamOwned::new(connection, stream))));
    talk(shared.clone(), shared, took, script, !by_command)
}

/// A stream that is read and written through one lock, by one thread.
#[derive(Clone)]
struct Shared(Arc<Mutex<rustls::StreamOwned<rustls::ServerConnection, TcpStream>>>);

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().read(buffer)
    }
}

impl Write for Shared {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(buffer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.lock().unwrap().flush()
    }
}
