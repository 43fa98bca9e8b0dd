//! Calendars as RFC 5545 wants them, in the dialect that Outlook, Apple and Google agree on.
//!
//! Times are in UTC, so no definition of a zone has to travel along, only the name of the one to show them in; every line ends with
//! CR LF and has at most 75 bytes; the same thing always has the same UID, and its SEQUENCE rises when it changes, so that a calendar
//! replaces it.

use std::fmt::Write as _;

/// Bytes of a line, without its end.
const LINE: usize = 75;

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Calendar {
    /// What the subscriber's program calls it.
    pub name: String,
    /// The zone that its program shows the times in; none where the deployment's has no name.
    pub zone: Option<String>,
    /// How often it is worth asking again, in minutes; none for a file that is taken once.
    pub refresh_minutes: Option<u16>,
    /// What is in it.
    pub events: Vec<Event>,
}

/// Whether it takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Tentative,
    Confirmed,
    Cancelled,
}

/// Something that takes place, or does not any more. Instants are epoch seconds; empty texts are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// The same for ever; unique on earth.
    pub uid: String,
    /// Rises with every change.
    pub sequence: i64,
    /// When it was last changed.
    pub changed: i64,
    pub start: i64,
    pub end: i64,
    pub status: Status,
    /// Whether somebody who is there cannot be elsewhere.
    pub busy: bool,
    pub summary: String,
    pub location: String,
    pub description: String,
    pub url: String,
}

/// The file's text.
pub(crate) fn write(calendar: &Calendar) -> String {
    let mut out = String::new();
    let mut put = |name: &str, value: &str| line(&mut out, name, value);
    put("BEGIN", "VCALENDAR");
    put("VERSION", "2.0");
    put("PRODID", "-//Doorstep//Booking//EN");
    put("CALSCALE", "GREGORIAN");
    put("METHOD", "PUBLISH");
    put("NAME", &escaped(&calendar.name));
    put("X-WR-CALNAME", &escaped(&calendar.name));
    if let Some(zone) = &calendar.zone {
        put("X-WR-TIMEZONE", &escaped(zone));
    }
    if let Some(minutes) = calendar.refresh_minutes {
        put("REFRESH-INTERVAL;VALUE=DURATION", &format!("PT{minutes}M"));
        put("X-PUBLISHED-TTL", &format!("PT{minutes}M"));
    }
    for event in &calendar.events {
        put("BEGIN", "VEVENT");
        put("UID", &escaped(&event.uid));
        put("SEQUENCE", &event.sequence.to_string());
        put("DTSTAMP", &utc(event.changed));
        put("LAST-MODIFIED", &utc(event.changed));
        put("DTSTART", &utc(event.start));
        put("DTEND", &utc(event.end));
        put(
            "STATUS",
            match event.status {
                Status::Tentative => "TENTATIVE",
                Status::Confirmed => "CONFIRMED",
                Status::Cancelled => "CANCELLED",
            },
        );
        let busy = event.busy && event.status != Status::Cancelled;
        put("TRANSP", if busy { "OPAQUE" } else { "TRANSPARENT" });
        for (name, text) in [
            ("SUMMARY", &event.summary),
            ("LOCATION", &event.location),
            ("DESCRIPTION", &event.description),
        ] {
            if !text.is_empty() {
                put(name, &escaped(text));
            }
        }
        if !event.url.is_empty() {
            put("URL", &event.url);
        }
        put("END", "VEVENT");
    }
    put("END", "VCALENDAR");
    out
}

/// One property, folded: lines that go on begin with a blank, and no character is cut in two.
fn line(out: &mut String, name: &str, value: &str) {
    let mut used = 0;
    for c in name.chars().chain(":".chars()).chain(value.chars()) {
        if used + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

/// Text as a value: what would end it or mean something is marked, line breaks are written out, other control characters go.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// `20260922T010000Z`
fn utc(at: i64) -> String {
    let at = jiff::Timestamp::from_second(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let mut out = String::new();
    // Writing into a string cannot fail.
    _ = write!(
        out,
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Properties of each event of a file, read by the letter of RFC 5545; panics where it is not one.
    pub(crate) fn read(text: &str) -> Vec<BTreeMap<String, String>> {
        assert!(text.ends_with("\r\n"));
        let lines: Vec<&str> = text.trim_end_matches("\r\n").split("\r\n").collect();
        assert!(
            lines.iter().all(|l| l.len() <= 75 && !l.contains(['\r', '\n'])),
            "{text}"
        );
        let unfolded = lines.join("\r\n").replace("\r\n ", "");
        let mut events = Vec::new();
        let mut open: Option<BTreeMap<String, String>> = None;
        let lines: Vec<&str> = unfolded.split("\r\n").collect();
        assert_eq!(
            (lines.first(), lines.last()),
            (Some(&"BEGIN:VCALENDAR"), Some(&"END:VCALENDAR"))
        );
        for line in lines {
            let (name, value) = line.split_once(':').unwrap();
            match (name, value) {
                ("BEGIN", "VEVENT") => open = Some(BTreeMap::new()),
                ("END", "VEVENT") => events.extend(open.take()),
                _ => {
                    if let Some(event) = &mut open {
                        let before = event.insert(name.to_owned(), plain(value));
                        assert_eq!(before, None, "{name} twice");
                    }
                }
            }
        }
        events
    }

    fn plain(value: &str) -> String {
        let mut out = String::new();
        let mut chars = value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next().unwrap() {
                    'n' | 'N' => out.push('\n'),
                    c => out.push(c),
                },
                c => out.push(c),
            }
        }
        out
    }

    fn event(summary: &str, description: &str) -> Event {
        Event {
            uid: "01m3x7k9q2w4r@door.example".into(),
            sequence: 3,
            changed: 1_790_000_000,
            start: 1_790_038_800,
            end: 1_790_042_400,
            status: Status::Confirmed,
            busy: true,
            summary: summary.into(),
            location: "音德尔镇, 振兴路2号; 一楼".into(),
            description: description.into(),
            url: "https://door.example/bookings/K7M392QX".into(),
        }
    }

    #[test]
    fn a_booking_is_what_calendars_expect() {
        let calendar = Calendar {
            name: "家门口".into(),
            zone: Some("Asia/Shanghai".into()),
            refresh_minutes: Some(15),
            events: vec![event("阅享空间", "")],
        };
        let text = write(&calendar);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
        assert!(text.contains("\r\nX-WR-TIMEZONE:Asia/Shanghai\r\n"));
        assert!(text.contains("\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n"));
        assert!(text.contains("\r\nLOCATION:音德尔镇\\, 振兴路2号\\; 一楼\r\n"));
        let [event] = &read(&text)[..] else { panic!("{text}") };
        // The zone is for showing them: instants stay in UTC, which no program can get wrong.
        assert_eq!(event["DTSTART"], "20260922T010000Z");
        assert_eq!(event["DTEND"], "20260922T020000Z");
        assert_eq!(
            (event["STATUS"].as_str(), event["TRANSP"].as_str()),
            ("CONFIRMED", "OPAQUE")
        );
        assert_eq!(
            (event["SEQUENCE"].as_str(), event["UID"].as_str()),
            ("3", "01m3x7k9q2w4r@door.example")
        );
        assert!(!event.contains_key("DESCRIPTION"));
    }

    #[test]
    fn what_was_cancelled_takes_nobodys_time() {
        let gone = Event {
            status: Status::Cancelled,
            ..event("x", "")
        };
        let calendar = Calendar {
            name: String::new(),
            zone: None,
            refresh_minutes: None,
            events: vec![gone],
        };
        assert!(!write(&calendar).contains("TIMEZONE"));
        let event = &read(&write(&calendar))[0];
        assert_eq!(
            (event["STATUS"].as_str(), event["TRANSP"].as_str()),
            ("CANCELLED", "TRANSPARENT")
        );
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(summary in "\\PC{1,200}", description in "[\\PC\\n\\t;,\\\\:\"]{0,300}") {
            let calendar = Calendar {
                name: summary.clone(),
                zone: None,
                refresh_minutes: None,
                events: vec![event(&summary, &description), event(&description, &summary)],
            };
            let events = read(&write(&calendar));
            prop_assert_eq!(events.len(), 2);
            prop_assert_eq!(&events[0]["SUMMARY"], &summary);
            prop_assert_eq!(events[0].get("DESCRIPTION").cloned().unwrap_or_default(), description);
        }

        #[test]
        fn nothing_in_a_text_becomes_a_line_of_its_own(text in "(\\r\\n|\\r|\\n|END:VEVENT|\\x00| |a|中){0,40}") {
            let calendar = Calendar { name: text.clone(), zone: None, refresh_minutes: None, events: vec![event(&text, &text)] };
            prop_assert_eq!(read(&write(&calendar)).len(), 1);
        }
    }
}
