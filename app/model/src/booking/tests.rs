//! The rules told by example.

mod oracle;
mod series;

use super::*;
use crate::{hours::parse_day, room::RoomKind};
use jiff::civil::{Date, date};

const MIDNIGHT: i64 = 2_000_000;
const TUESDAY: Date = date(2026, 9, 22);

fn at(day: Date, minute: u16) -> LocalMinute {
    LocalMinute { day, minute }
}

fn open_day(hours: &str) -> Day {
    Day {
        day: TUESDAY,
        midnight: MIDNIGHT,
        open: spans(&parse_day("hours", hours).unwrap()),
        closed: None,
        reopens: None,
    }
}

fn wish(start: u16, end: u16, wish: Wish) -> Request {
    Request {
        day: TUESDAY,
        start,
        end,
        wish,
        party: 1,
        name: "王芳".into(),
        phone: "13800001234".into(),
        purpose: String::new(),
        with_whom: String::new(),
        minors: false,
        adult: false,
    }
}

fn refusals(rules: &Rules, day: &Day, now: LocalMinute, request: &Request) -> Vec<Refusal> {
    judge(rules, day, now, request, Counted::default(), Source::Resident).unwrap_err()
}

#[test]
fn a_reading_seat_over_noon_is_confirmed_at_once_and_a_mediation_waits() {
    let day = open_day("08:30-12:00; 12:00-14:30 noon_duty; 14:30-17:30");
    let now = at(TUESDAY, 8 * 60);
    let reading = Rules::of_kind(RoomKind::ReadingSpace, 24);
    let request = wish(11 * 60, 13 * 60, Wish::Seats(1));
    let verdict =
        |rules: &Rules, request: &Request| judge(rules, &day, now, request, Counted::default(), Source::Resident);
    assert_eq!(verdict(&reading, &request), Ok(State::Confirmed));
    let mediation = Rules::of_kind(RoomKind::MediationRoom, 8);
    let parties = Request {
        party: 4,
        wish: Wish::Whole,
        ..request
    };
    assert_eq!(verdict(&mediation, &parties), Ok(State::Pending));
}

#[test]
fn every_refusal_says_what_would_work() {
    let day = open_day("08:30-12:00; 14:30-17:30");
    let rules = Rules {
        lead_minutes: 90,
        step_minutes: 60,
        shortest_minutes: 60,
        longest_minutes: 120,
        party_max: 2,
        minors: false,
        ..Rules::of_kind(RoomKind::ReadingSpace, 24)
    };
    let early = at(TUESDAY, 60);
    let of = |start, end| refusals(&rules, &day, early, &wish(start, end, Wish::Seats(1)));
    assert_eq!(of(510, 540), [Refusal::TooShort { min: 60 }]);
    assert_eq!(of(510, 690), [Refusal::TooLong { max: 120 }]);
    let off = |edge, before, after| Refusal::NotOnStep {
        edge,
        step: 60,
        before: Some(before),
        after: Some(after),
    };
    assert_eq!(of(540, 600), [off(Edge::Start, 510, 570)]);
    assert_eq!(of(510, 585), [off(Edge::End, 570, 630)]);
    assert_eq!(of(690, 750), [Refusal::OutsideHours { open: day.open.clone() }]);

    let morning = wish(510, 570, Wish::Seats(1));
    let soon = |minute| refusals(&rules, &day, at(TUESDAY, minute), &morning);
    // At 8:00 with 90 minutes' notice, 9:30 is possible, and it is on the step.
    assert_eq!(
        soon(480),
        [Refusal::LeadTime {
            earliest: at(TUESDAY, 570)
        }]
    );
    assert_eq!(
        soon(600),
        [Refusal::Past {
            earliest: at(TUESDAY, 870)
        }]
    );
    // Too late for anything today: the bare moment.
    assert_eq!(
        soon(1000),
        [Refusal::Past {
            earliest: at(TUESDAY, 1095)
        }]
    );
    assert_eq!(
        soon(1430),
        [Refusal::Past {
            earliest: at(date(2026, 9, 23), 90)
        }]
    );
    let now = at(date(2026, 9, 1), 600);
    assert_eq!(
        refusals(&rules, &day, now, &morning),
        [Refusal::TooFar {
            last_day: Some(date(2026, 9, 15)),
            bookable_from: Some(date(2026, 9, 8)),
        }]
    );

    let changed = |change: fn(&mut Request)| {
        let mut request = morning.clone();
        change(&mut request);
        refusals(&rules, &day, early, &request)
    };
    assert_eq!(changed(|r| r.party = 2), [Refusal::Party { min: 1, max: 1 }]);
    assert_eq!(
        changed(|r| (r.party, r.wish) = (3, Wish::Seats(3))),
        [Refusal::Party { min: 1, max: 2 }]
    );
    assert_eq!(changed(|r| r.wish = Wish::Seats(25)), [Refusal::Seats { max: 24 }]);
    assert_eq!(changed(|r| r.wish = Wish::Whole), [Refusal::SeatsOnly]);
    assert_eq!(changed(|r| r.minors = true), [Refusal::Adult]);
    let whole = Rules::of_kind(RoomKind::TalkRoom, 10);
    assert_eq!(refusals(&whole, &day, early, &morning), [Refusal::WholeOnly]);
    let corner = Rules::of_kind(RoomKind::WarmCorner, 6);
    assert_eq!(refusals(&corner, &day, early, &morning), [Refusal::NotBookable]);
    let why = Why::Closure {
        reason: "粉刷".into()
    };
    let closed = Day {
        closed: Some(why.clone()),
        reopens: Some(date(2026, 9, 28)),
        ..day.clone()
    };
    let reopens = closed.reopens;
    assert_eq!(
        refusals(&rules, &closed, early, &morning),
        [Refusal::Closed { why, reopens }]
    );

    let busy = Counted {
        day: 2,
        week: 6,
        limited: None,
    };
    assert_eq!(
        judge(&rules, &day, early, &morning, busy, Source::Resident),
        Err(vec![
            Refusal::QuotaDay { limit: 2 },
            Refusal::QuotaWeek {
                limit: 6,
                next_week: Some(date(2026, 9, 28)),
            },
        ])
    );
    // Who did not come too often books for today only, until that is over; and staff may book for them, with a reason.
    let until = date(2026, 9, 22);
    let limited = Limited {
        times: 3,
        within_days: 30,
        until,
    };
    let missed = Counted {
        limited: Some(limited),
        ..Counted::default()
    };
    let verdict = |now, who| judge(&rules, &day, now, &morning, missed, who);
    assert!(verdict(early, Source::Resident).is_ok(), "the same day");
    let monday = LocalMinute {
        day: date(2026, 9, 21),
        minute: 540,
    };
    assert_eq!(
        verdict(monday, Source::Resident),
        Err(vec![Refusal::NoShows { limited }])
    );
    assert!(verdict(monday, Source::Staff).is_ok());
    assert_eq!(
        waived(&rules, &day, monday, &morning, missed),
        [Refusal::NoShows { limited }]
    );
    let late = Rules {
        lead_minutes: 600,
        ..rules.clone()
    };
    let codes = |now, counted| -> Vec<_> {
        let waived = waived(&late, &day, now, &morning, counted);
        waived.iter().map(Refusal::code).collect()
    };
    assert_eq!(codes(at(TUESDAY, 500), busy), ["lead", "quota_day", "quota_week"]);
    assert_eq!(
        codes(at(TUESDAY, 560), Counted::default()),
        [""; 0],
        "they stand at the counter"
    );
    // Staff book for somebody who stands before them: the step that has begun, and no quota.
    let walk_in = judge(&rules, &day, at(TUESDAY, 560), &morning, busy, Source::Staff);
    assert_eq!(walk_in, Ok(State::Confirmed));
    assert!(judge(&rules, &day, at(TUESDAY, 570), &morning, busy, Source::Staff).is_err());
}

fn booking() -> Booking {
    Booking {
        id: BookingId::from_i64(1),
        number: Number::new(1),
        room: RoomId::from_i64(1),
        resident: ResidentId::from_i64(1),
        day: TUESDAY,
        start: 600,
        end: 660,
        first_slot: MIDNIGHT + 40,
        end_slot: MIDNIGHT + 44,
        wish: Wish::Whole,
        party: 4,
        name: "王芳".into(),
        phone: "13800001234".into(),
        purpose: "邻里".into(),
        with_whom: "隔壁的".into(),
        minors: false,
        adult: false,
        state: State::Confirmed,
        source: Source::Resident,
        made_by: None,
        created_at: 0,
        reason: String::new(),
        version: 1,
        series: None,
        private: false,
        terms: Terms {
            check_in: true,
            grace_minutes: 15,
            at_door: false,
        },
        firm_at: 0,
    }
}

#[test]
fn a_booking_is_changed_until_the_cut_off_and_checked_in_until_the_grace_is_over() {
    let rules = Rules {
        cutoff_minutes: 60,
        ..Rules::of_kind(RoomKind::MediationRoom, 8)
    };
    let mut booking = booking();
    let begins = slot_start(booking.first_slot);
    assert_eq!(may_change(&rules, &booking, begins - 3600, Source::Resident), Ok(()));
    let until = at(TUESDAY, 540);
    assert_eq!(
        may_change(&rules, &booking, begins - 3599, Source::Resident),
        Err(Refusal::CutOff { until })
    );
    assert_eq!(may_change(&rules, &booking, begins, Source::Staff), Ok(()));

    let check_in = |minutes: i64, source| may_check_in(&booking, begins + minutes * 60, source);
    let from = at(TUESDAY, 570);
    assert_eq!(check_in(-31, Source::Resident), Err(Refusal::CheckInFrom { from }));
    assert_eq!(check_in(-30, Source::Resident), Ok(()));
    assert_eq!(check_in(14, Source::Resident), Ok(()));
    assert_eq!(check_in(15, Source::Resident), Err(Refusal::CheckInOver));
    assert_eq!(check_in(59, Source::Staff), Ok(()));
    assert_eq!(check_in(60, Source::Staff), Err(Refusal::CheckInOver));

    booking.state = State::CheckedIn;
    let state = Refusal::State {
        state: State::CheckedIn,
    };
    assert_eq!(may_change(&rules, &booking, 0, Source::Staff), Err(state));
    let seen = booking.occupied();
    assert!(seen.name.is_empty() && seen.phone.is_empty() && seen.purpose.is_empty());
}

#[test]
fn nobody_misses_a_booking_before_its_grace_has_run_since_they_have_it() {
    // An hour from 10:00, with a grace of a quarter of an hour; made, approved or moved so many minutes after its beginning.
    let begins = slot_start(booking().first_slot);
    let since = |minutes: i64, terms: Terms| Booking {
        terms,
        firm_at: begins + 60 * minutes,
        ..booking()
    };
    let missed = |booking: &Booking| booking.missed_at().map(|at| (at - begins) / 60);
    let terms = booking().terms;
    assert_eq!([-600, 0].map(|m| missed(&since(m, terms))), [Some(15), Some(15)]);
    assert_eq!([19, 45].map(|m| missed(&since(m, terms))), [Some(34), Some(60)]);
    let too_late = since(46, terms);
    assert_eq!(missed(&too_late), None, "the grace cannot run before its end");
    let late = since(19, terms);
    let minute = |n: i64| begins + 60 * n;
    assert_eq!(may_check_in(&late, minute(33), Source::Resident), Ok(()));
    assert_eq!(
        may_check_in(&late, minute(34), Source::Resident),
        Err(Refusal::CheckInOver)
    );
    assert_eq!(may_check_in(&too_late, minute(59), Source::Resident), Ok(()));
    assert!(may_miss(&late, minute(33)).is_err() && may_miss(&late, minute(34)).is_ok());
    assert!(may_miss(&too_late, minute(60)).is_err());
    // Where one does not check in there is no grace; and one that is longer than the booking ends with it.
    assert_eq!(missed(&since(-600, Terms::default())), Some(0));
    assert_eq!(missed(&since(19, Terms::default())), Some(19));
    let long = Terms {
        grace_minutes: 90,
        ..terms
    };
    assert_eq!(missed(&since(-600, long)), Some(60));
}

#[test]
fn a_request_is_approved_while_something_is_left_of_its_time_and_rejected_at_any_time() {
    let request = Booking {
        state: State::Pending,
        ..booking()
    };
    let ends = slot_start(request.end_slot);
    assert_eq!(may_decide(&request, ends - 1, State::Confirmed), Ok(()));
    assert_eq!(may_decide(&request, ends, State::Confirmed), Err(Refusal::Over));
    assert_eq!(may_decide(&request, ends, State::Rejected), Ok(()));
    let offer = Booking {
        state: State::Offered,
        ..request
    };
    let state = Refusal::State { state: State::Offered };
    assert_eq!(may_decide(&offer, 0, State::Confirmed), Err(state));
}

#[test]
fn a_taken_time_is_answered_with_the_nearest_others() {
    let rules = Rules {
        lead_minutes: 0,
        ..Rules::of_kind(RoomKind::TalkRoom, 10)
    };
    let mut monday = open_day("08:30-12:00");
    monday.day = date(2026, 9, 21);
    let today = open_day("08:30-12:00");
    let tomorrow = Day {
        day: date(2026, 9, 23),
        midnight: MIDNIGHT + 96,
        ..today.clone()
    };
    // 10:00 to 11:00 is taken.
    let taken: Taken = (40..44).map(|s| (MIDNIGHT + s, 1)).collect();
    let days = [(monday, Taken::new()), (today, taken), (tomorrow, Taken::new())];
    let found = alternatives(
        &rules,
        &days,
        at(TUESDAY, 0),
        &wish(600, 660, Wish::Whole),
        Source::Resident,
        5,
    );
    let times: Vec<_> = found.iter().map(|a| (a.day.day(), a.start, a.end)).collect();
    assert_eq!(times, [(22, 540, 600), (22, 660, 720), (22, 510, 570), (23, 600, 660)]);
}
