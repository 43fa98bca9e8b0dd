//! Offers: made to the next in line whose wish fits, answered, and ended by the clock.

use super::{end, get, is_free, of_booking, taken, wait};
use crate::{
    act::Act,
    args,
    booking::{
        self, Hand, change,
        ground::Ground,
        place::Local,
        put::{Fresh, hold_of, put, stir},
        rule, slot,
    },
    db::{Db, Query, Tx},
    error::StoreError,
    notice::{self, NewNotice},
    setting,
};
use model::{
    booking::{
        Booking, BookingId, Day, Refusal, Request, Rules, Source, State, Taken, Wait, WaitState, slot_at, slot_start,
    },
    notice::NoticeKind,
    resident::ResidentId,
    room::RoomId,
    settings::MessageSettings,
};

/// What came of an answer to an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// It is their booking now, confirmed or waiting for approval; also where it had been so before.
    Booked(Booking),
    /// It goes to the next in line.
    Declined,
    /// It came too late, or the offer was declined before, or taken back.
    Over,
    /// These rules refuse now. The offer stays as it was.
    Refused(Vec<Refusal>),
}

/// The line of a room, with what it takes to see who comes next.
pub(super) struct Line {
    pub(super) waits: Vec<Wait>,
    ground: Ground,
    taken: Taken,
    settings: MessageSettings,
}

/// What would be kept for somebody, and until when.
pub(super) struct Fit {
    day: Day,
    request: Request,
    hold: slot::Hold,
    until: i64,
}

impl Line {
    /// None where nobody waits.
    pub(super) async fn of(q: &impl Query, at: i64, room: RoomId, rules: &Rules) -> Result<Option<Self>, StoreError> {
        let sql = "SELECT * FROM booking_wait WHERE room_id = $1 AND state = 'waiting' AND first_slot > $2
                   ORDER BY created_at, id";
        let rows = q.rows(sql, args![room, slot_at(at)]).await?;
        let waits: Vec<Wait> = rows.iter().map(wait).collect::<Result<_, _>>()?;
        let (Some(from), Some(first), Some(last)) = (
            waits.iter().map(|w| w.day).min(),
            waits.iter().map(|w| w.first_slot).min(),
            waits.iter().map(Wait::end_slot).max(),
        ) else {
            return Ok(None);
        };
        Ok(Some(Self {
            ground: Ground::of(q, room, from).await?,
            settings: setting::get(q, setting::MESSAGES).await?.value,
            taken: taken(q, room, first - rules.slots_before(), last + rules.slots_after()).await?,
            waits,
        }))
    }

    /// Whether it can be offered to them now.
    pub(super) async fn fit(
        &self,
        q: &impl Query,
        at: i64,
        rules: &Rules,
        who: &Wait,
    ) -> Result<Option<Fit>, StoreError> {
        let request = who.request();
        let day = self.ground.day(who.day, who.midnight());
        let hold = hold_of(rules, who.room, &day, &request);
        if !is_free(&self.taken, hold, rules.units) {
            return Ok(None);
        }
        let Some(until) = who.offer_until(rules, &self.settings, at) else {
            return Ok(None);
        };
        let local = Local {
            now: who.local(at),
            midnight: who.midnight(),
        };
        let whose = (who.resident, None);
        let verdict = self.ground.verdict(q, Source::Resident, whose, rules, &request, local);
        Ok(verdict.await?.ok().map(|(day, _)| Fit {
            day,
            request,
            hold,
            until,
        }))
    }
}

/// Offers whatever is free in a room to those who wait for it, in the order in which they came: to each whose whole wish fits and
/// is allowed. The caller has queued up at the room.
pub(in crate::booking) async fn pass_on(tx: &Tx, act: &Act, room: RoomId, rules: &Rules) -> Result<(), StoreError> {
    let Some(mut line) = Line::of(tx, act.at, room, rules).await? else {
        return Ok(());
    };
    for who in std::mem::take(&mut line.waits) {
        let Some(fit) = line.fit(tx, act.at, rules, &who).await? else {
            continue;
        };
        let id: BookingId = act.id();
        let fresh = Fresh {
            id,
            resident: who.resident,
            room,
            request: &fit.request,
            day: &fit.day,
            state: State::Offered,
            source: Source::Resident,
            made_by: None,
            series: None,
            noise: stir(id.as_i64().unsigned_abs(), 1),
            waived: &[],
        };
        // The line was read under the room's lock, so only a program that does not queue up could be faster; the key then ends this.
        let put = put(tx, act, Hand::Job, rules, &fresh).await?;
        let kept = put.ok_or_else(|| StoreError::Constraint("booking_slot_pkey".to_owned()))?;
        for slot in fit.hold.first..fit.hold.end {
            *line.taken.entry(slot).or_default() += fit.hold.need;
        }
        let sql = "UPDATE booking_wait SET state = 'offered', booking_id = $2, until = $3
                   WHERE id = $1 AND state = 'waiting'";
        if tx.run(sql, args![who.id, id, fit.until]).await? != 1 {
            return Err(StoreError::NotFound);
        }
        tell(tx, act, &kept, fit.until).await?;
    }
    Ok(())
}

/// Tells somebody that it is their turn, and where to answer.
async fn tell(tx: &Tx, act: &Act, kept: &Booking, until: i64) -> Result<(), StoreError> {
    let event = kept.id.as_i64().to_string();
    let path = format!("/bookings/{}/offer", kept.number);
    let new = NewNotice {
        resident: kept.resident,
        kind: NoticeKind::WaitlistOffer,
        event: &event,
        about: Some(notice::about(kept)),
        words: "",
        path: &path,
        not_before: None,
        expires_at: until,
    };
    notice::tell(tx, act, new).await.map(drop)
}

/// The offer, once nobody else writes to its room; and the rules of that room.
async fn locked(tx: &Tx, act: &Act, who: ResidentId, id: BookingId) -> Result<(Rules, Booking, Wait), StoreError> {
    // As whoever books: the resident's row first, then the room's.
    let sql = "UPDATE resident SET version = version + 1 WHERE id = $1";
    tx.run(sql, args![who]).await?;
    let mine = of_booking(tx, id).await?.filter(|w| w.resident == who);
    let mine = mine.ok_or(StoreError::NotFound)?;
    let rules = rule::queue(tx, act, mine.room).await?.rules;
    let offer = booking::get(tx, id).await?.ok_or(StoreError::NotFound)?;
    let mine = get(tx, mine.id).await?.ok_or(StoreError::NotFound)?;
    Ok((rules, offer, mine))
}

/// Whether it was offered to them and taken back: their entry then waits again, and nothing leads from one to the other.
async fn was_taken_back(q: &impl Query, who: ResidentId, id: BookingId) -> Result<bool, StoreError> {
    let offer = booking::get(q, id).await?.filter(|b| b.resident == who);
    Ok(offer.is_some_and(|b| b.state == State::Lapsed) && of_booking(q, id).await?.is_none())
}

/// Takes what was offered: the rules judge it again, and it is confirmed or waits for approval. A repeat gets the same answer.
///
/// # Errors
/// [`StoreError::NotFound`], also for somebody else's or what was never an offer.
pub async fn accept(db: &Db, act: &Act, who: ResidentId, id: BookingId) -> Result<Answered, StoreError> {
    let tx = db.begin().await?;
    if was_taken_back(&tx, who, id).await? {
        return Ok(Answered::Over);
    }
    let (rules, offer, mine) = locked(&tx, act, who, id).await?;
    match mine.state {
        WaitState::Offered => {}
        WaitState::Booked => return Ok(Answered::Booked(offer)),
        _ => return Ok(Answered::Over),
    }
    if mine.until.is_none_or(|until| until <= act.at) {
        lapse(&tx, act, &mine, WaitState::Lapsed, Hand::Job).await?;
        pass_on(&tx, act, mine.room, &rules).await?;
        tx.commit().await?;
        return Ok(Answered::Over);
    }
    let ground = Ground::of(&tx, mine.room, mine.day).await?;
    let local = Local {
        now: mine.local(act.at),
        midnight: mine.midnight(),
    };
    let whose = (who, Some(id));
    let request = mine.request();
    let verdict = ground.verdict(&tx, Source::Resident, whose, &rules, &request, local);
    let state = match verdict.await? {
        Ok((_, state)) => state,
        Err(refusals) => return Ok(Answered::Refused(refusals)),
    };
    let after = change::become_state(&tx, act, Hand::Own, &offer, state, "").await?;
    end(&tx, act, &mine, WaitState::Booked).await?;
    let kind = match state {
        State::Pending => NoticeKind::BookingPending,
        _ => NoticeKind::BookingConfirmed,
    };
    notice::tell_booking(&tx, act, kind, &after, "").await?;
    tx.commit().await?;
    Ok(Answered::Booked(after))
}

/// Refuses what was offered: the next in line gets it at once. Refusing twice is fine.
///
/// # Errors
/// [`StoreError::NotFound`], also for somebody else's or what was never an offer.
pub async fn decline(db: &Db, act: &Act, who: ResidentId, id: BookingId) -> Result<Answered, StoreError> {
    let tx = db.begin().await?;
    if was_taken_back(&tx, who, id).await? {
        return Ok(Answered::Over);
    }
    let (rules, offer, mine) = locked(&tx, act, who, id).await?;
    match mine.state {
        WaitState::Offered => {}
        WaitState::Booked => return Ok(Answered::Booked(offer)),
        WaitState::Declined => return Ok(Answered::Declined),
        _ => return Ok(Answered::Over),
    }
    lapse(&tx, act, &mine, WaitState::Declined, Hand::Own).await?;
    pass_on(&tx, act, mine.room, &rules).await?;
    tx.commit().await?;
    Ok(Answered::Declined)
}

/// Ends an entry that is open, whether or not the time was offered already. The caller has queued up at the room and passes on
/// what becomes free.
pub(super) async fn give_up(tx: &Tx, act: &Act, of: &Wait, hand: Hand) -> Result<(), StoreError> {
    match of.state {
        WaitState::Offered => lapse(tx, act, of, WaitState::Declined, hand).await,
        WaitState::Waiting => end(tx, act, of, WaitState::Left).await,
        _ => Ok(()),
    }
}

/// Ends an offer and gives its slots back.
pub(super) async fn lapse(tx: &Tx, act: &Act, of: &Wait, state: WaitState, hand: Hand) -> Result<(), StoreError> {
    let id = of.booking.ok_or(StoreError::NotFound)?;
    let offer = booking::get(tx, id).await?.ok_or(StoreError::NotFound)?;
    change::become_state(tx, act, hand, &offer, State::Lapsed, "").await?;
    end(tx, act, of, state).await
}

/// Takes an offer back that the rules no longer allow, and tells its resident, with what staff say about it. They wait on in the
/// place of the line that they had: an offer that nobody could take is none. The caller has queued up at the room.
pub(in crate::booking) async fn take_back(tx: &Tx, act: &Act, offer: &Booking, words: &str) -> Result<(), StoreError> {
    change::write_state(tx, act, Hand::Staff, offer, State::Lapsed, words).await?;
    let sql = "UPDATE booking_wait SET state = 'waiting', booking_id = NULL, until = NULL
               WHERE booking_id = $1 AND state = 'offered'";
    if tx.run(sql, args![offer.id]).await? != 1 {
        return Err(StoreError::NotFound);
    }
    let event = offer.id.as_i64().to_string();
    let new = NewNotice {
        resident: offer.resident,
        kind: NoticeKind::WaitlistTakenBack,
        event: &event,
        about: Some(notice::about(offer)),
        words,
        path: "/me/bookings",
        not_before: None,
        expires_at: slot_start(offer.end_slot),
    };
    notice::tell(tx, act, new).await.map(drop)
}
