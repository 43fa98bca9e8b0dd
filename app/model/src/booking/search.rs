//! Looking for a room with a free time in all centers: "a reading seat tomorrow from 14 to 16", "a room for 30 with a
//! projector this week". What somebody asks, what it means in one room, and what to ask instead where nothing is free.

use super::{
    Alternative, Day, Mode, Rules, SLOT_MINUTES, Source, Taken, Wish,
    alternatives::possible_length,
    free_starts,
    judge::starts,
    request::{people, ticked, time},
};
use crate::{
    AppError, FieldError, Problem, date,
    geo::LngLat,
    hours::{DAY, LocalMinute},
    room::RoomKind,
    text::{Problems, clean, one_of, whole_number},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days that are searched where somebody asks for a week.
pub const SEARCH_WEEK: u8 = 7;
/// How far ahead somebody may look: as far as anybody may book.
const AHEAD_DAYS: i64 = 366;
/// How long a stay is where nothing was said.
const USUAL_MINUTES: u16 = 60;
/// Times that are named of a room on a single day.
const TIMES_OF_DAY: usize = 6;
/// Times that are named of each day of a week.
const TIMES_IN_WEEK: usize = 2;
/// The most times that are named of a room.
const TIMES: usize = 8;

/// A search as the page's address has it: nothing checked, everything may be empty. Empty ones are left out of the address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Search {
    /// A [`RoomKind::code`]; empty for any.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// `1` for a whole room; else a seat will do where a room is booked by the seat.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub whole: String,
    /// How many people come; empty is one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub party: String,
    /// Words that must be found in what the room has: 投影仪.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub equipment: String,
    /// `YYYY-MM-DD`; empty is today.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub day: String,
    /// `week` for seven days from the day; else the day alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub span: String,
    /// `HH:MM`: not before.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub start: String,
    /// `HH:MM`: not after.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub end: String,
    /// How long; empty is from `start` to `end` where both are there, else an hour.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub minutes: String,
    /// Name of a center or of its division, however it is typed: what is near it comes first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// `lng,lat` (WGS-84) of the person: the nearest first. Never logged, never stored.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub near: String,
    /// Page number from 1; empty is 1.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
}

/// What [`Search::check`] has understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The kind of room; none for any.
    pub kind: Option<RoomKind>,
    /// Only whole rooms.
    pub whole: bool,
    /// How many people come.
    pub party: u32,
    /// Words in small letters, each of which the room must have.
    pub equipment: Vec<String>,
    /// The first day.
    #[serde(with = "crate::date")]
    pub from: Date,
    /// How many days.
    pub days: u8,
    /// Local minute not to begin before.
    pub start: u16,
    /// Local minute to be done by.
    pub end: u16,
    /// How long.
    pub minutes: u16,
    /// The stay is from `start` to `end`, not some time between them.
    pub exact: bool,
    /// Where the person is.
    pub near: Option<LngLat>,
    /// What was typed as a place.
    pub place: String,
    /// Page number, at least 1.
    pub page: usize,
}

/// What somebody could change in a search that finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Help {
    /// Another time of the same day.
    Time,
    /// Another day.
    Day,
    /// Fewer people.
    Fewer {
        /// So many.
        party: u32,
    },
    /// Without what the room should have.
    Equipment,
    /// Any kind of room.
    Kind,
}

impl Search {
    /// Checks what was asked on `today`.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self, today: Date) -> Result<Asked, AppError> {
        let mut problems = Problems::new();
        let kind = match self.kind.trim() {
            "" => None,
            code => problems.note(one_of("kind", code, &RoomKind::ALL, RoomKind::code)),
        };
        let party = problems.take(people("party", &self.party, 1));
        let equipment = problems.take(clean("equipment", &self.equipment, false, 60));
        let from = problems.note(self.first_day(today)).unwrap_or(today);
        let start = self.minute(&mut problems, "start", &self.start);
        let end = self.minute(&mut problems, "end", &self.end);
        if let (Some(start), Some(end)) = (start, end)
            && end <= start
        {
            problems.add("end", Problem::EndBeforeStart);
        }
        let (first, last) = (start.unwrap_or(0), end.unwrap_or(DAY));
        let minutes = match self.minutes.trim() {
            "" => None,
            text => {
                let room = i64::from(last.saturating_sub(first).max(SLOT_MINUTES));
                problems.note(whole_number("minutes", text, i64::from(SLOT_MINUTES), room))
            }
        };
        let minutes = minutes.and_then(|m| u16::try_from(m).ok());
        let exact = minutes.is_none() && start.is_some() && end.is_some();
        let place = problems.take(clean("place", &self.place, false, 60));
        let between = last.saturating_sub(first);
        problems.finish(Asked {
            kind,
            whole: ticked(&self.whole),
            party,
            equipment: words(&equipment),
            from,
            days: if self.span.trim() == "week" { SEARCH_WEEK } else { 1 },
            start: first,
            end: last,
            minutes: minutes.unwrap_or(if exact { between } else { USUAL_MINUTES.min(between) }),
            exact,
            near: LngLat::from_pair(&self.near),
            place,
            page: self.page.trim().parse().unwrap_or(1).clamp(1, 1000),
        })
    }

    fn first_day(&self, today: Date) -> Result<Date, FieldError> {
        let text = self.day.trim();
        if text.is_empty() {
            return Ok(today);
        }
        let day = date::parse(text).ok_or_else(|| FieldError::new("day", Problem::Date))?;
        if (0..=AHEAD_DAYS).contains(&(date::number(day) - date::number(today))) {
            return Ok(day);
        }
        let last = date::after(today, AHEAD_DAYS).unwrap_or(today);
        let problem = Problem::OutOfRange {
            min: date::format(today),
            max: date::format(last),
        };
        Err(FieldError::new("day", problem))
    }

    fn minute(&self, problems: &mut Problems, field: &'static str, text: &str) -> Option<u16> {
        match text.trim() {
            "" => None,
            text => problems.note(time(field, text)),
        }
    }

    /// The searches that could find something where this one, understood as `asked`, finds nothing: the smallest change first.
    /// For [`Help::Day`] the search is for a week; whoever asks it names the day that was found.
    #[must_use]
    pub fn relaxed(&self, asked: &Asked) -> Vec<(Help, Self)> {
        let base = Self {
            page: String::new(),
            ..self.clone()
        };
        let mut all = Vec::new();
        if asked.start > 0 || asked.end < DAY {
            let search = Self {
                start: String::new(),
                end: String::new(),
                minutes: asked.minutes.to_string(),
                ..base.clone()
            };
            all.push((Help::Time, search));
        }
        if asked.days == 1 {
            let search = Self {
                span: "week".to_owned(),
                ..base.clone()
            };
            all.push((Help::Day, search));
        }
        let mut fewer: Vec<u32> = [asked.party * 3 / 4, asked.party / 2, asked.party / 4, 1]
            .into_iter()
            .filter(|n| (1..asked.party).contains(n))
            .collect();
        fewer.dedup();
        all.extend(fewer.into_iter().map(|party| {
            let search = Self {
                party: party.to_string(),
                ..base.clone()
            };
            (Help::Fewer { party }, search)
        }));
        if !asked.equipment.is_empty() {
            let search = Self {
                equipment: String::new(),
                ..base.clone()
            };
            all.push((Help::Equipment, search));
        }
        if asked.kind.is_some() {
            let search = Self {
                kind: String::new(),
                ..base
            };
            all.push((Help::Kind, search));
        }
        all
    }
}

/// Words between blanks and commas, in small letters.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；'));
    words.filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

impl Asked {
    /// Whether a room is of the wanted kind and has what is wanted; what it has is one thing a line.
    #[must_use]
    pub fn suits(&self, kind: RoomKind, equipment: &str) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind)
            && (self.equipment.is_empty() || {
                let has = equipment.to_lowercase();
                self.equipment.iter().all(|word| has.contains(word))
            })
    }

    /// What would be booked in a room with such rules: a seat a person, or the whole room; none where they rule it out.
    #[must_use]
    pub fn wish(&self, rules: &Rules) -> Option<Wish> {
        if rules.mode == Mode::Closed || !(rules.party_min..=rules.party_max).contains(&self.party) {
            None
        } else if rules.mode == Mode::Seats && !self.whole {
            (self.party <= rules.units).then_some(Wish::Seats(self.party))
        } else {
            rules.allows_whole().then_some(Wish::Whole)
        }
    }

    /// When a resident can have it in a room, the earliest first: a few times of each day. `days` are those of
    /// [`Self::from`] on, as many as are asked for.
    #[must_use]
    pub fn times(&self, rules: &Rules, days: &[Day], now: LocalMinute, taken: &Taken) -> Vec<Alternative> {
        let Some(wish) = self.wish(rules) else {
            return Vec::new();
        };
        let each = if self.days == 1 { TIMES_OF_DAY } else { TIMES_IN_WEEK };
        let mut times: Vec<Alternative> = days
            .iter()
            .flat_map(|day| self.on_day(rules, day, now, taken, wish).into_iter().take(each))
            .collect();
        times.truncate(TIMES);
        times
    }

    fn on_day(&self, rules: &Rules, day: &Day, now: LocalMinute, taken: &Taken, wish: Wish) -> Vec<Alternative> {
        let found = |start, length| Alternative {
            day: day.day,
            start,
            end: start + length,
        };
        if !self.exact {
            let length = possible_length(rules, self.minutes);
            if length < self.minutes {
                return Vec::new();
            }
            return free_starts(rules, day, now, taken, length, wish, Source::Resident)
                .into_iter()
                .filter(|start| self.start <= *start && start + self.minutes <= self.end)
                .map(|start| found(start, length))
                .collect();
        }
        // The shortest stay that covers what is wanted: the room's steps need not be those of the clock.
        let step = rules.step_minutes.max(SLOT_MINUTES);
        let Some(start) = starts(rules, day).filter(|s| *s <= self.start).last() else {
            return Vec::new();
        };
        let length = possible_length(rules, self.end - start);
        if self.start - start >= step || start + length < self.end {
            return Vec::new();
        }
        let free = free_starts(rules, day, now, taken, length, wish, Source::Resident);
        let possible = free.binary_search(&start).is_ok();
        possible.then(|| found(start, length)).into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
