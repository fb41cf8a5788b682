//! A report as JSON, byte for byte as `serde_json` writes it, in two thirds of the time: most of it is words in which
//! nothing must be escaped, so that sixteen bytes are looked at together.
//!
//! Knows only what a report is made of (structs, lists, words, numbers); no maps, no pretty printing. Numbers with
//! a fraction are left to `serde_json`.

use crate::Report;
use page::scan::{Block, WIDTH};
use serde::ser::{
    Error as _, Impossible, Serialize, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

use serde_json::Error;

impl Report {
    /// The report as one line of JSON, without a line break.
    ///
    /// ```
    /// use report::read::{Context, read_text};
    /// let report = read_text("“It will hold,” said Anne Rowley.", &Context::default());
    /// assert_eq!(report.to_json(), serde_json::to_string(&report).unwrap());
    /// ```
    pub fn to_json(&self) -> String {
        let mut out = String::with_capacity(self.length_of_json());
        match self.serialize(Writer { out: &mut out }) {
            Ok(()) => out,
            // Nothing a report holds is refused; if something ever is, the general writer knows it.
            Err(_) => serde_json::to_string(self).unwrap_or_default(),
        }
    }

    /// About how many bytes it will have: so that they are rarely moved while they are written.
    fn length_of_json(&self) -> usize {
        /// Bytes of the report without its lists, and of one entry without its words.
        const REPORT: usize = 4_000;
        const BLOCK: usize = 100;
        const STATEMENT: usize = 600;
        const FIGURE: usize = 350;
        const NAME: usize = 100;
        let body: usize = self.body.iter().map(|block| block.text.len() + BLOCK).sum();
        let left_out: usize = self.left_out.iter().map(|left| left.text.len() + BLOCK).sum();
        let found = self.statements.len() * STATEMENT + self.figures.len() * FIGURE + self.names.len() * NAME;
        REPORT + self.text.len() + body + left_out + found
    }
}

/// How many bytes at the beginning can stand in a JSON string as they are.
#[inline]
fn plain(bytes: &[u8]) -> usize {
    let end = bytes.len();
    let first_odd = |at: usize| {
        let block = Block::at(bytes, at);
        let odd = block.at_most(b' ' - 1) | block.equal(b'"') | block.equal(b'\\');
        (odd != 0).then(|| at + odd.trailing_zeros() as usize)
    };
    let mut at = 0;
    while at + WIDTH <= end {
        if let Some(odd) = first_odd(at) {
            return odd;
        }
        at += WIDTH;
    }
    match end {
        _ if at == end => end,
        0..WIDTH => bytes.iter().position(|byte| *byte < b' ' || matches!(byte, b'"' | b'\\')).unwrap_or(end),
        // What is left is the end of a last block, which begins within the one before.
        _ => first_odd(end - WIDTH).unwrap_or(end),
    }
}

struct Writer<'o> {
    out: &'o mut String,
}

impl Writer<'_> {
    fn words(&mut self, text: &str) {
        self.out.push('"');
        let mut rest = text;
        loop {
            // What must be escaped is ASCII: on either side of it a character ends.
            let (clean, behind) = rest.split_at(plain(rest.as_bytes()));
            self.out.push_str(clean);
            let Some(&byte) = behind.as_bytes().first() else { break };
            self.escape(byte);
            rest = &behind[1..];
        }
        self.out.push('"');
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            _ => {
                const HEX: [char; 16] =
                    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
                self.out.push_str("\\u00");
                self.out.push(HEX[usize::from(byte >> 4)]);
                self.out.push(HEX[usize::from(byte & 15)]);
                return;
            }
        };
        self.out.push_str(short);
    }
}

fn refused<T>() -> Result<T, Error> {
    Err(Error::custom("a report holds no such thing"))
}

/// A list or struct that is open.
struct Open<'o> {
    out: &'o mut String,
    begun: bool,
}

impl Open<'_> {
    #[inline]
    fn part(&mut self) {
        if self.begun {
            self.out.push(',');
        }
        self.begun = true;
    }

    fn close(self, mark: char) {
        self.out.push(mark);
    }
}

/// Lists of any length and of a fixed one are written alike.
macro_rules! list {
    ($($kind:ident),*) => {
        $(impl $kind for Open<'_> {
            type Ok = ();
            type Error = Error;
            fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.part();
                value.serialize(Writer { out: self.out })
            }
            fn end(self) -> Result<(), Error> {
                self.close(']');
                Ok(())
            }
        })*
    };
}

list!(SerializeSeq, SerializeTuple);

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Error;
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "so that the key is known where it is written, and copied at once"
    )]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.part();
        // A name of our own: nothing in it needs an escape.
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
        value.serialize(Writer { out: self.out })
    }
    fn end(self) -> Result<(), Error> {
        self.close('}');
        Ok(())
    }
}

/// Writes whole numbers of several types alike.
macro_rules! whole {
    ($($method:ident: $number:ty),* $(,)?) => {
        $(fn $method(self, value: $number) -> Result<(), Error> {
            self.out.push_str(itoa::Buffer::new().format(value));
            Ok(())
        })*
    };
}

impl<'o> Serializer for Writer<'o> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'o>;
    type SerializeTuple = Open<'o>;
    type SerializeStruct = Open<'o>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }
    whole! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
    }
    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.out.push_str(&serde_json::to_string(&value)?);
        Ok(())
    }
    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.out.push_str(&serde_json::to_string(&value)?);
        Ok(())
    }
    fn serialize_char(mut self, value: char) -> Result<(), Error> {
        self.words(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }
    fn serialize_str(mut self, value: &str) -> Result<(), Error> {
        self.words(value);
        Ok(())
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        refused()
    }
    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Error> {
        self.out.push_str("null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        // A name of our own: nothing in it needs an escape.
        self.out.push('"');
        self.out.push_str(variant);
        self.out.push('"');
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        refused()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'o>, Error> {
        self.out.push('[');
        Ok(Open { out: self.out, begun: false })
    }
    fn serialize_tuple(self, _: usize) -> Result<Open<'o>, Error> {
        self.serialize_seq(None)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Impossible<(), Error>, Error> {
        refused()
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        refused()
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Impossible<(), Error>, Error> {
        refused()
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'o>, Error> {
        self.out.push('{');
        Ok(Open { out: self.out, begun: false })
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        refused()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Context, read_text};
    use crate::{Block, BlockKind, Span};

    fn same(report: &Report) {
        let general = serde_json::to_string(report).unwrap();
        assert_eq!(report.to_json(), general);
        let mut out = String::new();
        report.serialize(Writer { out: &mut out }).expect("nothing in a report is refused");
        assert_eq!(out, general);
    }

    #[test]
    fn a_report_is_written_as_the_general_writer_does() {
        let text =
            "The harbour\n\n“It will cost €2.5 million,” said Anne Rowley, the mayor. 40 boats are stuck.";
        let report = read_text(text, &Context { language: Some("en".to_owned()), ..Context::default() });
        assert!(!report.statements.is_empty() && !report.figures.is_empty());
        same(&report);
        same(&Report::default());
    }

    #[test]
    fn every_character_at_every_place_is_escaped_as_it_must_be() {
        let mut report = Report::default();
        let odd = ('\0'..='\u{100}').chain(['’', '\u{2028}', '\u{fffd}', '中', '😀']);
        for (n, c) in odd.enumerate() {
            let text = format!("{}{c}{}", "x".repeat(n % 35), "é".repeat(n % 19));
            let span = Some(Span::new(n, n + text.len()));
            let kind = BlockKind::Paragraph;
            report.body.push(Block { kind, level: Some(1), text, at: span, page: None, time: None });
        }
        report.complaints.push("\"\\\"\u{1}\u{1f}\u{7f} ".repeat(20));
        same(&report);
    }

    #[test]
    fn numbers_are_written_alike() {
        for number in [0.0, -0.0, 0.1, 1.0, 1e21, 2.5e-8, f64::MAX, f64::NAN, f64::INFINITY] {
            let mut out = String::new();
            number.serialize(Writer { out: &mut out }).unwrap();
            assert_eq!(out, serde_json::to_string(&number).unwrap());
        }
    }
}
