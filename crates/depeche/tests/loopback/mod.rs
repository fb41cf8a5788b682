//! A web server on loopback for tests: answers are functions of the request, every request is noted.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as the server saw it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Path and query.
    pub(crate) path: String,
    /// Header lines, as sent.
    pub(crate) headers: Vec<(String, String)>,
}

impl Request {
    /// A header by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A response: status, header lines, body.
pub(crate) type Response = (u16, Vec<(&'static str, String)>, Vec<u8>);

/// The server. It ends with the test's process.
pub(crate) struct Web {
    /// Its address, without a slash at the end.
    pub(crate) base: String,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Web {
    /// Serves on a free port; `answer` is given the request and the base address.
    pub(crate) fn serve(answer: impl Fn(&Request, &str) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (noted, address, answer) = (Arc::clone(&seen), base.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (noted, address, answer) = (Arc::clone(&noted), address.clone(), Arc::clone(&answer));
                std::thread::spawn(move || exchange(&stream, &noted, |request| answer(request, &address)));
            }
        });
        Self { base, seen }
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.seen().iter().filter(|request| request.path == path).count()
    }
}

fn exchange(stream: &TcpStream, noted: &Mutex<Vec<Request>>, answer: impl Fn(&Request) -> Response) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first).unwrap_or(0) == 0 {
            return;
        }
        let path = first.split_whitespace().nth(1).unwrap_or("/").to_owned();
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
                break;
            }
            if let Some((key, value)) = line.split_once(':') {
                headers.push((key.trim().to_owned(), value.trim().to_owned()));
            }
        }
        let request = Request { path, headers };
        let (status, headers, body) = answer(&request);
        noted.lock().unwrap().push(request);
        let mut out = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len()).into_bytes();
        for (key, value) in headers {
            out.extend(format!("{key}: {value}\r\n").bytes());
        }
        out.extend(b"\r\n");
        out.extend(body);
        let mut writer = stream;
        if writer.write_all(&out).is_err() {
            return;
        }
    }
}
