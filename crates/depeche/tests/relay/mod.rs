//! A mail relay on loopback for tests: it answers as it is told, and notes what it took.

#![allow(dead_code, reason = "each test file uses some of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

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
                    let _ = talk(&stream, &stream, &noted, &script);
                });
            }
        });
        Self { port, took, connections }
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
) -> std::io::Result<()> {
    let mut reader = BufReader::new(input);
    output.write_all(b"220 relay.example\r\n")?;
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
            (_, "EHLO") => output.write_all(b"250-relay.example\r\n250 8BITMIME\r\n")?,
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
