//! A room with its center and rules, and the days in which it is booked: what everything else about bookings begins with.

use super::{DAY_SLOTS, MARGIN, shown};
use crate::{
    booking::api::{Calendar, Look, Offer, Where},
    server::{Server, server},
};
use jiff::civil::Date;
use model::{
    AppError,
    booking::{Day, Rules, Taken, slot_at},
    center::Center,
    date,
    room::{Room, RoomId},
};

/// The slot with which a local day begins.
#[must_use]
pub fn midnight(server: &Server, day: Date) -> i64 {
    let start = day.to_zoned(server.zone.clone()).map(|z| z.timestamp().as_second());
    slot_at(start.unwrap_or_default())
}

/// A room, its center and its rules.
#[derive(Clone)]
pub struct Place {
    /// The server.
    pub server: Server,
    /// The room.
    pub room: Room,
    /// Its center.
    pub center: Center,
    /// Its rules.
    pub rules: Rules,
    /// Rises with every change to its bookings.
    pub changes: i64,
}

impl Place {
    /// The room of that key, if it and its center are in service.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Unavailable`].
    pub async fn of(id: RoomId) -> Result<Self, AppError> {
        let place = Self::any(id).await?;
        if place.room.retired || place.center.retired {
            Err(AppError::NotFound)
        } else {
            Ok(place)
        }
    }

    /// The room of that key, also one out of service: bookings of it are still shown.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Unavailable`].
    pub async fn any(id: RoomId) -> Result<Self, AppError> {
        let server = server()?;
        let db = server.store.db();
        let room = store::room::get(db, id, server.local_now().day)
            .await?
            .ok_or(AppError::NotFound)?;
        let center = store::center::get(db, room.center).await?.ok_or(AppError::NotFound)?;
        let stored = store::booking::rules(db, id).await?;
        Ok(Self {
            server,
            room,
            center,
            rules: stored.rules,
            changes: stored.changes,
        })
    }

    /// Which room it is, for pages.
    #[must_use]
    pub fn describe(&self) -> Where {
        Where {
            room: self.room.id,
            names: self.room.names.clone(),
            kind: self.room.kind,
            center: self.center.id,
            center_names: self.center.names.clone(),
            address: self.center.address.clone(),
            phone: self.center.phone.clone(),
        }
    }

    /// What the form needs.
    #[must_use]
    pub fn offer(self, name: String) -> Offer {
        Offer {
            place: self.describe(),
            key: self.server.key(),
            rules: self.rules,
            name,
        }
    }

    /// So many days from a date on, each with what is taken.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn days(&self, from: Date, count: i64) -> Result<Vec<(Day, Taken)>, AppError> {
        let db = self.server.store.db();
        let week = store::hours::get(db, self.center.id).await?;
        let exceptions = store::hours::exceptions(db, self.center.id, self.server.local_now().day).await?;
        let first = midnight(&self.server, from);
        let end = first + count * DAY_SLOTS;
        let mut taken = store::booking::taken(db, &[self.room.id], first - MARGIN, end + MARGIN).await?;
        let taken = taken.remove(&self.room.id).unwrap_or_default();
        let dates = (0..count).filter_map(|n| date::after(from, n));
        Ok(dates
            .map(|date| {
                let day = Day::of(
                    &week,
                    &exceptions,
                    &self.room.closures,
                    date,
                    midnight(&self.server, date),
                );
                let near = taken.range(day.midnight - MARGIN..day.midnight + DAY_SLOTS + MARGIN);
                let near = near.map(|(slot, n)| (*slot, *n)).collect();
                (day, near)
            })
            .collect())
    }

    /// The week of the day that is looked at.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn calendar(&self, look: &Look) -> Result<Calendar, AppError> {
        let now = self.server.local_now();
        let last = date::after(now.day, i64::from(self.rules.ahead_days)).unwrap_or(now.day);
        let chosen = date::parse(&look.day).unwrap_or(now.day).clamp(now.day, last);
        let (wish, minutes) = (shown::wish(&self.rules, look), shown::minutes(&self.rules, look));
        let week = (date::number(chosen) - date::number(now.day)) / 7;
        let first = date::after(now.day, 7 * week).unwrap_or(now.day);
        let count = (date::number(last) - date::number(first) + 1).clamp(1, 7);
        let days = self.days(first, count).await?;
        let days = days
            .into_iter()
            .map(|(day, taken)| shown::shown(&self.rules, day, now, &taken, (minutes, wish)));
        Ok(Calendar {
            place: self.describe(),
            rules: self.rules.clone(),
            chosen,
            last,
            minutes,
            wish,
            changes: self.changes,
            days: days.collect(),
        })
    }
}
