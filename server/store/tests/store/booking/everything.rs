//! All that can be done to the rooms of a center, done at once: whatever wins, the slots, the bookings and the lines agree, and
//! whoever stands in a line gets an answer.

use super::{
    Place, TOMORROW, agree, ask, booked, local, place_of, resident,
    series::{Asked, try_place},
    waitlist::{
        MINUTE, UNTIL, all_agree, join,
        race::{in_order, offers},
    },
    wanted, wish,
};
use crate::harness::{NOW, World};
use model::{
    booking::{Booking, BookingId, Every, Repeat, Request, WaitId, WaitState, Which, Wish},
    date,
    resident::ResidentId,
    room::RoomId,
};
use std::collections::BTreeSet;
use store::{
    Act, Db,
    booking::{
        self, By, Decision, series,
        waitlist::{self, Joined},
    },
    db::Query,
};

stories! {
    everything_at_once_leaves_slots_bookings_and_lines_in_agreement,
}

/// Clients of each round, on two processes.
const CLIENTS: usize = 120;
/// What they do, in turn.
const KINDS: usize = 10;
const PEOPLE: usize = 48;
/// When the hours begin that everybody is after.
const HOURS: [u16; 6] = [600, 660, 780, 840, 900, 960];
/// Those of them that are taken before it all begins.
const AFTERNOON: [u16; 4] = [780, 840, 900, 960];
/// An hour that only series and moves are after, so that some of both succeed whoever is fast.
const LAST: u16 = 1020;

/// Seats and whole rooms are booked, decided upon, moved, cancelled and repeated weekly, while others stand in line, answer what is
/// offered to them or leave, and the job runs.
async fn everything_at_once_leaves_slots_bookings_and_lines_in_agreement(w: World) {
    let at = place_of(&w).await;
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        people.push(resident(&w, i64::try_from(n).unwrap()).await);
    }
    let held = afternoon(&w, at, &people).await;
    requests(&w, at).await;
    let mut joined = BTreeSet::new();
    for (n, who) in people.iter().enumerate().skip(4) {
        let (room, what) = cell(at, n);
        joined.insert(join(&w, *who, room, &asks(AFTERNOON[n % 4], what)).await.id);
    }
    // While offers are made, while they stand, when they have ended, and when the next ones have.
    let times = [NOW, NOW + MINUTE, UNTIL + MINUTE, UNTIL + 40 * MINUTE];
    for (round, now) in times.into_iter().enumerate() {
        let tasks: Vec<_> = (0..CLIENTS)
            .map(|i| {
                let db = if i % 2 == 0 { w.db() } else { w.neighbour.db() };
                let client = Client {
                    db: db.clone(),
                    act: w.act_at(now),
                    at,
                    who: people[i * 7 % PEOPLE],
                    mover: people[PEOPLE - 1 - i / KINDS % 8],
                    given_back: held.get(i / KINDS).cloned().filter(|_| round == 0),
                    turn: i / KINDS,
                    key: format!("{round}:{i}"),
                };
                tokio::spawn(async move { client.does(i % KINDS).await })
            })
            .collect();
        for task in tasks {
            joined.extend(task.await.unwrap());
        }
        all_agree(&w).await;
        in_order(&w).await;
        nobody_is_offered_twice(&w).await;
        nobody_is_lost(&w, &joined).await;
        if round == 0 {
            // Whatever was given back went on at that moment: the job finds nothing that was overlooked.
            let before = offers(&w).await;
            waitlist::look_again(w.db(), &w.act_at(now)).await.unwrap();
            assert_eq!(offers(&w).await, before);
        }
    }
    it_all_happened(&w).await;
    everybody_gets_an_answer(&w, &w.act_at(times[3]), &joined).await;
}

/// What the first four and the movers have: the talk room and all seats all afternoon, the mediation room every other hour, which
/// with its buffer is all afternoon, too, and a seat in the morning each.
async fn afternoon(w: &World, at: Place, people: &[ResidentId]) -> Vec<Booking> {
    let mut held = Vec::new();
    for (n, hour) in AFTERNOON.iter().enumerate() {
        let me = By::Resident(people[n]);
        let full = Request {
            party: 24,
            ..wish(*hour, hour + 60, Wish::Seats(24))
        };
        held.push(booked(w, me, "talk", at.talk, &asks(*hour, Wish::Whole)).await);
        held.push(booked(w, me, "read", at.reading, &full).await);
        if n.is_multiple_of(2) {
            held.push(booked(w, me, "mediate", at.mediation, &asks(*hour, Wish::Whole)).await);
        }
    }
    for who in &people[PEOPLE - 8..] {
        booked(
            w,
            By::Resident(*who),
            "seat",
            at.reading,
            &asks(HOURS[1], Wish::Seats(1)),
        )
        .await;
    }
    held
}

/// Requests of others on days that nobody else is after: they are there to be decided upon.
async fn requests(w: &World, at: Place) {
    for n in 0..4 {
        let who = resident(w, i64::try_from(PEOPLE).unwrap() + n).await;
        let request = Request {
            day: date::after(TOMORROW, 1 + n).unwrap(),
            ..asks(AFTERNOON[0], Wish::Whole)
        };
        booked(w, By::Resident(who), "ask", at.mediation, &request).await;
    }
}

/// An hour from `start` on, or the half hour that is left before the center closes.
fn asks(start: u16, what: Wish) -> Request {
    wish(start, (start + 60).min(1050), what)
}

/// A room and what is asked for there: whole rooms, the reading space among them, and seats.
fn cell(at: Place, n: usize) -> (RoomId, Wish) {
    match n % 6 {
        0 | 3 => (at.talk, Wish::Whole),
        1 => (at.mediation, Wish::Whole),
        2 => (at.reading, Wish::Whole),
        _ => (at.reading, Wish::Seats(1 + u32::try_from(n % 5).unwrap())),
    }
}

/// Somebody who does one thing.
struct Client {
    db: Db,
    act: Act,
    at: Place,
    who: ResidentId,
    /// Has something to move, from the beginning.
    mover: ResidentId,
    /// What its owner gives back.
    given_back: Option<Booking>,
    turn: usize,
    key: String,
}

impl Client {
    /// The entry of a line, where that is what came of it.
    async fn does(&self, kind: usize) -> Option<WaitId> {
        let (db, act, me, turn) = (&self.db, &self.act, By::Resident(self.who), self.turn);
        let (room, what) = cell(self.at, turn + kind);
        let request = asks(HOURS[turn % HOURS.len()], what);
        match kind {
            0 | 1 => drop(ask(db, act, me, &self.key, room, &request).await.unwrap()),
            2 => self.repeats().await,
            3 => self.gives_back().await,
            4 => self.moves().await,
            5 => self.decides().await,
            6 => self.answers().await,
            7 if turn.is_multiple_of(2) => drop(waitlist::expire(db, act).await.unwrap()),
            7 => waitlist::look_again(db, act).await.unwrap(),
            8 if turn.is_multiple_of(4) => {
                for mine in waitlist::of_resident(db, self.who, TOMORROW).await.unwrap() {
                    waitlist::leave(db, act, self.who, mine.id).await.unwrap();
                }
            }
            _ => {
                let wanted = wanted(room, &request);
                match waitlist::join(db, act, self.who, &self.key, &wanted).await.unwrap() {
                    Joined::Waits(wait) => return Some(wait.id),
                    Joined::Already(_) | Joined::Free | Joined::Refused(_) => {}
                }
            }
        }
        None
    }

    /// Books a room every week.
    async fn repeats(&self) {
        let start = if self.turn.is_multiple_of(2) {
            LAST
        } else {
            HOURS[self.turn / 2 % 2]
        };
        let request = asks(start, Wish::Whole);
        let asked = Asked {
            by: By::Resident(self.who),
            key: &self.key,
            room: if self.turn % 4 < 2 {
                self.at.talk
            } else {
                self.at.mediation
            },
            request: &request,
            repeat: Repeat {
                every: Every::Week,
                until: None,
                times: 4,
            },
        };
        try_place(&self.db, &self.act, &asked).await.unwrap();
    }

    /// Cancels what was agreed upon, else whatever they have; of a series all that follows.
    async fn gives_back(&self) {
        let of = match &self.given_back {
            Some(booking) => vec![booking.clone()],
            None => booking::of_resident(&self.db, self.who, TOMORROW).await.unwrap(),
        };
        for b in of {
            let by = By::Resident(b.resident);
            if b.series.is_some() {
                let swept = series::cancel(&self.db, &self.act, by, b.id, Which::Following, "").await;
                swept.unwrap();
            } else {
                booking::cancel(&self.db, &self.act, by, b.id, "").await.unwrap();
            }
        }
    }

    /// Moves whatever they have to another room and hour.
    async fn moves(&self) {
        let (room, start, what) = if self.turn.is_multiple_of(4) {
            (self.at.reading, LAST, Wish::Seats(1))
        } else {
            let (room, what) = cell(self.at, self.turn);
            (room, HOURS[self.turn % HOURS.len()], what)
        };
        let request = asks(start, what);
        for mine in booking::of_resident(&self.db, self.mover, TOMORROW).await.unwrap() {
            let by = By::Resident(self.mover);
            let wanted = wanted(room, &request);
            booking::reschedule(&self.db, &self.act, by, mine.id, &wanted)
                .await
                .unwrap();
        }
    }

    /// Takes or declines, as its resident, one of the offers that are out, whether or not it has ended.
    async fn answers(&self) {
        let sql = "SELECT id, resident_id FROM booking WHERE state = 'offered' ORDER BY id";
        let out = self.db.rows(sql, vec![]).await.unwrap();
        let Some(row) = out.get(self.turn % out.len().max(1)) else {
            return;
        };
        let (id, who) = (row.id("id").unwrap(), row.id("resident_id").unwrap());
        let answer = if self.turn.is_multiple_of(3) {
            waitlist::decline(&self.db, &self.act, who, id).await
        } else {
            waitlist::accept(&self.db, &self.act, who, id).await
        };
        answer.unwrap();
    }

    /// Approves or rejects one of the requests that wait, of a series all.
    async fn decides(&self) {
        let sql = "SELECT id FROM booking WHERE state = 'pending' ORDER BY id";
        let waiting = self.db.rows(sql, vec![]).await.unwrap();
        let Some(row) = waiting.get(self.turn % waiting.len().max(1)) else {
            return;
        };
        let id: BookingId = row.id("id").unwrap();
        let decision = if self.turn.is_multiple_of(3) {
            Decision::Reject
        } else {
            Decision::Approve
        };
        let of = booking::get(&self.db, id).await.unwrap().unwrap();
        if of.series.is_some() {
            let swept = series::decide(&self.db, &self.act, id, Which::All, decision, "").await;
            swept.unwrap();
        } else {
            booking::decide(&self.db, &self.act, id, decision, "").await.unwrap();
        }
    }
}

async fn count(w: &World, sql: &'static str) -> i64 {
    w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

/// Each entry of a line was offered something once at most, and its resident was told once of each offer.
async fn nobody_is_offered_twice(w: &World) {
    let made = count(
        w,
        "SELECT COUNT(*) AS n FROM booking_event WHERE kind = 'placed' AND who = 'job'",
    )
    .await;
    let got = "SELECT COUNT(*) AS n FROM booking_wait WHERE booking_id IS NOT NULL";
    assert_eq!(count(w, got).await, made, "offers and the entries that got them");
    let told = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'waitlist_offer'";
    assert_eq!(count(w, told).await, made, "offers and who was told of them");
}

/// Everybody who was told that they wait is in the table, and nobody else; and where the table says that somebody has taken what was
/// offered, they have had it.
async fn nobody_is_lost(w: &World, joined: &BTreeSet<WaitId>) {
    let rows = w.db().rows("SELECT id FROM booking_wait", vec![]).await.unwrap();
    let stored: BTreeSet<WaitId> = rows.iter().map(|row| row.id("id").unwrap()).collect();
    assert_eq!(&stored, joined);
    let taken = "SELECT COUNT(*) AS n FROM booking_wait w JOIN booking b ON b.id = w.booking_id
        WHERE w.state = 'booked' AND b.state IN ('offered', 'lapsed')";
    assert_eq!(count(w, taken).await, 0, "taken, and still only offered");
}

/// A race that nobody ran proves nothing.
async fn it_all_happened(w: &World) {
    let approved = "SELECT COUNT(*) AS n FROM booking_event e JOIN booking b ON b.id = e.booking_id
        JOIN room_rule r ON r.room_id = b.room_id AND r.approval WHERE e.kind = 'confirmed'";
    let taken = "SELECT COUNT(*) AS n FROM booking_wait WHERE state = 'booked' AND booking_id IS NOT NULL";
    let lapsed = "SELECT COUNT(*) AS n FROM booking_wait WHERE state = 'lapsed'";
    for (what, sql) in [
        ("moved", "SELECT COUNT(*) AS n FROM booking_event WHERE kind = 'moved'"),
        ("approved", approved),
        (
            "cancelled",
            "SELECT COUNT(*) AS n FROM booking WHERE state = 'cancelled'",
        ),
        ("repeated", "SELECT COUNT(*) AS n FROM booking_series"),
        ("taken from an offer", taken),
        ("not answered", lapsed),
    ] {
        assert!(count(w, sql).await > 0, "{what}");
    }
}

/// At the end everything is given back, again and again: then each in a line gets an offer, and no slot is held for anybody.
async fn everybody_gets_an_answer(w: &World, act: &Act, joined: &BTreeSet<WaitId>) {
    let afternoon = local(NOW, TOMORROW).midnight + i64::from(AFTERNOON[0]) / 15;
    for _ in 0..=joined.len() {
        let sql = "SELECT id FROM booking WHERE state IN ('pending', 'confirmed') ORDER BY id";
        for row in w.db().rows(sql, vec![]).await.unwrap() {
            let id = row.id("id").unwrap();
            booking::cancel(w.db(), act, By::Staff, id, "").await.unwrap();
        }
        let sql = "SELECT id, resident_id FROM booking WHERE state = 'offered' ORDER BY id";
        let offered = w.db().rows(sql, vec![]).await.unwrap();
        for row in &offered {
            let (id, who) = (row.id("id").unwrap(), row.id("resident_id").unwrap());
            waitlist::decline(w.db(), act, who, id).await.unwrap();
        }
        if offered.is_empty() {
            break;
        }
    }
    for id in joined {
        let entry = waitlist::get(w.db(), *id).await.unwrap().unwrap();
        // In the morning it is too late for an offer of what begins soon.
        assert!(
            !entry.state.is_open() || (entry.state == WaitState::Waiting && entry.first_slot < afternoon),
            "{entry:?}"
        );
    }
    all_agree(w).await;
    nobody_is_offered_twice(w).await;
    assert_eq!(agree(w).await, 0);
    assert_eq!(count(w, "SELECT COUNT(*) AS n FROM booking_slot").await, 0);
    let held = "SELECT COUNT(*) AS n FROM booking WHERE state = 'offered'";
    assert_eq!(count(w, held).await, 0);
}
