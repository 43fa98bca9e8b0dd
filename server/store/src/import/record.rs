//! What a row of each kind of spreadsheet does to the database.

use super::{CaseImport, Done, Record, StaffImport, fields, sorted_codes};
use crate::{
    act::Act,
    amenity, args, audit, booking, case, center,
    db::{Query as _, Tx},
    division,
    error::StoreError,
    hours, matter, room, staff,
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use model::{
    Problem,
    center::CenterId,
    division::Division,
    hours::{WEEKDAYS, WeekHours},
    import::{AmenityRecord, CenterRecord, MatterRecord, RoomRecord, StaffRecord},
    staff::Staff,
};

impl Record for Division {
    async fn write(&self, tx: &Tx, act: &Act) -> Result<Done, StoreError> {
        let Some(before) = division::get(tx, &self.code).await? else {
            division::insert(tx, act, self).await?;
            return Ok(Done::Created);
        };
        let after = Self {
            version: before.version,
            ..self.clone()
        };
        if before == after {
            return Ok(Done::Unchanged);
        }
        division::update(tx, act, &before, &after).await?;
        Ok(Done::Updated)
    }
}

impl Record for AmenityRecord {
    async fn write(&self, tx: &Tx, act: &Act) -> Result<Done, StoreError> {
        let (before, done) = match amenity::by_code(tx, &self.fields.code).await? {
            Some(before) => (before, Done::Updated),
            None => {
                amenity::insert(tx, act, act.id(), &self.fields).await?;
                let made = amenity::by_code(tx, &self.fields.code).await?;
                (made.ok_or(StoreError::NotFound)?, Done::Created)
            }
        };
        if Self::from(&before) == *self {
            return Ok(match done {
                Done::Created => done,
                _ => Done::Unchanged,
            });
        }
        let version = amenity::version(tx, before.id).await?;
        amenity::update(tx, act, version, &before, &self.fields, self.retired).await?;
        Ok(done)
    }
}

/// The day from which bookings are looked at: wherever the deployment is, not after its today.
fn since(act: &Act) -> Date {
    let at = Timestamp::from_second(act.at).unwrap_or_default();
    at.to_zoned(TimeZone::UTC).date().saturating_sub(1.day())
}

/// The column of the first weekday whose hours are others.
fn first_other(before: &WeekHours, after: &WeekHours) -> String {
    let mut days = before.0.iter().zip(&after.0).zip(WEEKDAYS);
    let other = days.find(|((before, after), _)| before != after);
    format!("hours_{}", other.map_or(WEEKDAYS[0], |(_, day)| day))
}

impl Record for CenterRecord {
    async fn center(&self, tx: &Tx) -> Result<Option<CenterId>, StoreError> {
        let Some(center) = center::find(tx, &self.fields.division, &self.fields.names.zh).await? else {
            return Ok(None);
        };
        let same = fields(&center) == self.fields
            && hours::get(tx, center.id).await? == self.hours
            && sorted_codes(&amenity::of_center(tx, center.id).await?) == self.amenities;
        Ok((!same).then_some(center.id))
    }

    async fn write(&self, tx: &Tx, act: &Act) -> Result<Done, StoreError> {
        let name = &self.fields.names.zh;
        let (center, created) = match center::find(tx, &self.fields.division, name).await? {
            Some(center) => (center, false),
            None => {
                let id = act.id();
                center::insert(tx, act, id, &self.fields).await?;
                (center::get(tx, id).await?.ok_or(StoreError::NotFound)?, true)
            }
        };
        let mut changed = false;
        if fields(&center) != self.fields {
            let after = center::with_fields(&center, &self.fields);
            center::update(tx, act, "center.save", center.version, &center, &after).await?;
            changed = true;
        }
        let week = hours::get(tx, center.id).await?;
        let offered: Vec<String> = sorted_codes(&amenity::of_center(tx, center.id).await?);
        let (other_hours, other_amenities) = (week != self.hours, offered != self.amenities);
        if (other_hours || other_amenities) && !changed && !created {
            center::touch_any(tx, act, center.id).await?;
        }
        if other_hours {
            let before = booking::in_the_way_of_center(tx, center.id, since(act)).await?;
            hours::replace(tx, act, center.id, name, &week, &self.hours).await?;
            let mut after = booking::in_the_way_of_center(tx, center.id, since(act)).await?;
            after.retain(|id| !before.contains(id));
            if !after.is_empty() {
                let count = u32::try_from(after.len()).unwrap_or(u32::MAX);
                let column = first_other(&week, &self.hours);
                return Err(StoreError::refused(&column, Problem::BookingsInWay { count }));
            }
        }
        if other_amenities {
            let mut ids = Vec::new();
            for code in &self.amenities {
                let row = tx.row("SELECT id FROM amenity WHERE code = $1", args![code]).await?;
                let no_such = || StoreError::refused("amenities", Problem::NoSuch { what: code.clone() });
                ids.push(row.ok_or_else(no_such)?.id("id")?);
            }
            amenity::replace(tx, center.id, &ids).await?;
            let detail = format!("amenities: {} → {}", offered.join(" "), self.amenities.join(" "));
            audit::append(tx, act, "amenity.set", name, &detail).await?;
        }
        Ok(match (created, changed || other_hours || other_amenities) {
            (true, _) => Done::Created,
            (false, true) => Done::Updated,
            (false, false) => Done::Unchanged,
        })
    }
}

impl Record for RoomRecord {
    async fn write(&self, tx: &Tx, act: &Act) -> Result<Done, StoreError> {
        let Some(before) = room::find(tx, self.center, &self.fields.names.zh).await? else {
            room::insert(tx, act, act.id(), self.center, &self.fields).await?;
            return Ok(Done::Created);
        };
        let after = room::with_fields(&before, &self.fields);
        if before == after {
            return Ok(Done::Unchanged);
        }
        room::update(tx, act, "room.save", before.version, &before, &after).await?;
        Ok(Done::Updated)
    }
}

impl Record for StaffImport {
    async fn write(&self, tx: &Tx, act: &Act) -> Result<Done, StoreError> {
        let StaffRecord {
            username,
            name,
            phone,
            grants,
        } = self.record.clone();
        let Some(before) = staff::find(tx, &username).await? else {
            let password_hash = self.password_hash.clone();
            let new = staff::NewStaff {
                username,
                name,
                phone,
                grants,
                password_hash,
                must_change_password: true,
            };
            staff::insert(tx, act, act.id(), &new).await?;
            return Ok(Done::Created);
        };
        if StaffRecord::from(&before) == self.record {
            return Ok(Done::Unchanged);
        }
        let after = Staff {
            name,
            phone,
            grants,
            ..before.clone()
        };
        staff::update(tx, act, "staff.save", before.version, &before, &after).await?;
        Ok(Done::Updated)
    }
}

impl Record for MatterRecord {
    async fn write(&self, tx: &Tx, act: &Act) -> Result<Done, StoreError> {
        let done = match matter::by_code(tx, &self.content.code).await? {
            None => {
                let id = act.id();
                matter::insert(tx, act, id, &self.content).await?;
                if self.retired {
                    matter::set_retired(tx, act, id, true).await?;
                }
                Done::Created
            }
            Some(before) => {
                let version = matter::replace(tx, act, before.id, before.version, &self.content, &[]).await?;
                let moved = matter::set_retired(tx, act, before.id, self.retired).await?;
                if version == before.version && !moved {
                    return Ok(Done::Unchanged);
                }
                Done::Updated
            }
        };
        matter::changed(tx).await?;
        Ok(done)
    }
}

impl Record for CaseImport {
    const IN_DIRECTORY: bool = false;

    async fn queue(tx: &Tx) -> Result<(), StoreError> {
        case::queue(tx).await
    }

    async fn write(&self, tx: &Tx, act: &Act) -> Result<Done, StoreError> {
        let new = case::enter(tx, act, &self.zone, (&self.record, self.noise)).await?;
        Ok(if new { Done::Created } else { Done::Unchanged })
    }
}
