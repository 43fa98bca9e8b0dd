//! Goes through the text; nothing here is generic, so it is in the download once.

use std::fmt::{self, Display};

/// The text is not JSON, or not of what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable JSON")
    }
}

impl std::error::Error for Unreadable {}

/// Says the same of every mistake, so that no text about one is ever put together.
impl serde::de::Error for Unreadable {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// A number as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    /// Without a sign.
    Whole(u64),
    /// Below zero.
    Below(i64),
    /// With a fraction or an exponent, or too large.
    Real(f64),
}

/// A text and how far it is read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The character at hand, 0 at the end.
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The next character that is no white space, 0 at the end; it stays to be read.
    #[inline(never)]
    pub(super) fn peek(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
        self.byte()
    }

    /// Reads `wanted` where it comes next.
    #[inline(never)]
    pub(super) fn took(&mut self, wanted: u8) -> bool {
        let there = self.peek() == wanted;
        self.at += usize::from(there);
        there
    }

    /// Reads `wanted`, which has to come next.
    #[inline(never)]
    pub(super) fn take(&mut self, wanted: u8) -> Result<(), Unreadable> {
        if self.took(wanted) { Ok(()) } else { Err(Unreadable) }
    }

    /// Nothing may follow.
    pub(super) fn end(&mut self) -> Result<(), Unreadable> {
        self.peek();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(Unreadable)
        }
    }

    /// Before the next entry of a list or an object that ends with `close`: whether there is one. The end is read.
    #[inline(never)]
    pub(super) fn more(&mut self, first: &mut bool, close: u8) -> Result<bool, Unreadable> {
        if self.took(close) {
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.take(b',')?;
        }
        Ok(true)
    }

    /// Reads `null` where it comes next.
    #[inline(never)]
    pub(super) fn took_null(&mut self) -> Result<bool, Unreadable> {
        if self.peek() == b'n' {
            self.word("null").map(|()| true)
        } else {
            Ok(false)
        }
    }

    #[inline(never)]
    pub(super) fn truth(&mut self) -> Result<bool, Unreadable> {
        if self.peek() == b't' {
            self.word("true").map(|()| true)
        } else {
            self.word("false").map(|()| false)
        }
    }

    fn word(&mut self, word: &str) -> Result<(), Unreadable> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(Unreadable);
        }
        self.at += word.len();
        Ok(())
    }

    #[inline(never)]
    pub(super) fn number(&mut self) -> Result<Number, Unreadable> {
        let below = self.took(b'-');
        let (mut value, mut power) = (0, 0);
        self.digits(&mut value, &mut power, false)?;
        // More digits than fit.
        let mut real = power > 0;
        if self.byte() == b'.' {
            self.at += 1;
            self.digits(&mut value, &mut power, true)?;
            real = true;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            power = power.saturating_add(self.exponent()?);
            real = true;
        }
        Ok(match (real, below) {
            (false, false) => Number::Whole(value),
            (false, true) => match 0_i64.checked_sub_unsigned(value) {
                Some(value) => Number::Below(value),
                None => Number::Real(-(value as f64)),
            },
            (true, _) => {
                let value = scaled(value, power);
                Number::Real(if below { -value } else { value })
            }
        })
    }

    /// Reads digits, before or after the point. Those that no longer fit only move it.
    fn digits(&mut self, value: &mut u64, power: &mut i32, after: bool) -> Result<(), Unreadable> {
        let from = self.at;
        let mut full = *power > 0;
        while let digit @ b'0'..=b'9' = self.byte() {
            self.at += 1;
            let next = value
                .checked_mul(10)
                .and_then(|v| v.checked_add(u64::from(digit - b'0')));
            match next {
                Some(next) if !full => {
                    *value = next;
                    *power -= i32::from(after);
                }
                _ => {
                    full = true;
                    *power += i32::from(!after);
                }
            }
        }
        if self.at == from { Err(Unreadable) } else { Ok(()) }
    }

    fn exponent(&mut self) -> Result<i32, Unreadable> {
        let below = match self.byte() {
            sign @ (b'-' | b'+') => {
                self.at += 1;
                sign == b'-'
            }
            _ => false,
        };
        let (from, mut power) = (self.at, 0_i32);
        while let digit @ b'0'..=b'9' = self.byte() {
            self.at += 1;
            power = power.saturating_mul(10).saturating_add(i32::from(digit - b'0'));
        }
        if self.at == from {
            return Err(Unreadable);
        }
        Ok(if below { -power } else { power })
    }

    #[inline(never)]
    pub(super) fn string(&mut self) -> Result<String, Unreadable> {
        self.take(b'"')?;
        let mut read = String::new();
        loop {
            let from = self.at;
            while !matches!(self.byte(), b'"' | b'\\' | 0..=31) {
                self.at += 1;
            }
            read.push_str(self.text.get(from..self.at).ok_or(Unreadable)?);
            let end = self.byte();
            self.at += 1;
            match end {
                b'"' => return Ok(read),
                b'\\' => read.push(self.escaped()?),
                _ => return Err(Unreadable),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Unreadable> {
        let letter = self.byte();
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.four()?;
                // The first of two halves.
                if (0xd800..0xdc00).contains(&code) {
                    self.word("\\u")?;
                    let second = self
                        .four()?
                        .checked_sub(0xdc00)
                        .filter(|low| *low < 0x400)
                        .ok_or(Unreadable)?;
                    code = 0x1_0000 + ((code - 0xd800) << 10) + second;
                }
                char::from_u32(code).ok_or(Unreadable)?
            }
            _ => return Err(Unreadable),
        })
    }

    fn four(&mut self) -> Result<u32, Unreadable> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = char::from(self.byte()).to_digit(16).ok_or(Unreadable)?;
            self.at += 1;
            code = code * 16 + digit;
        }
        Ok(code)
    }

    /// Reads a value that nobody wants.
    #[inline(never)]
    pub(super) fn skip(&mut self) -> Result<(), Unreadable> {
        let close = match self.peek() {
            b'"' => return self.string().map(drop),
            b'{' => b'}',
            b'[' => b']',
            b't' | b'f' => return self.truth().map(drop),
            b'n' => return self.took_null().map(drop),
            _ => return self.number().map(drop),
        };
        self.at += 1;
        let mut first = true;
        while self.more(&mut first, close)? {
            if close == b'}' {
                self.string()?;
                self.take(b':')?;
            }
            self.skip()?;
        }
        Ok(())
    }
}

/// `value` times ten to `power`, as `serde_json` reckons it: exact up to fifteen digits and powers of 22, else off by the last bit.
fn scaled(value: u64, power: i32) -> f64 {
    let mut ten = 1.0_f64;
    for _ in 0..power.unsigned_abs().min(400) {
        ten *= 10.0;
    }
    let value = value as f64;
    if value == 0.0 {
        0.0
    } else if power < 0 {
        value / ten
    } else {
        value * ten
    }
}
