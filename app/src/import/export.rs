//! Tables of what is stored, for whoever may have them.

use super::scope::Asking;
use model::{
    center::CenterId,
    import::{self, AmenityRecord, CenterKey, CenterRecord, Kind, StaffRecord, Table},
    staff::Viewer,
};
use std::collections::HashMap;
use store::{Db, StoreError, amenity, division, staff};

/// Everything of `kind` that `viewer` may import again; for the command line (no viewer) simply everything.
///
/// # Errors
/// The database does not answer.
pub async fn export(db: &Db, kind: Kind, viewer: Option<&Viewer>, english: bool) -> Result<Table, StoreError> {
    let asking = Asking(viewer);
    let rows: Vec<Vec<String>> = match kind {
        Kind::Divisions => {
            let all = division::list(db).await?;
            all.iter()
                .filter(|d| asking.division(&d.code))
                .map(import::division_row)
                .collect()
        }
        Kind::Amenities => {
            let all = amenity::list(db, true).await?;
            let own = all.iter().filter(|_| asking.amenity());
            own.map(|a| import::amenity_row(&AmenityRecord::from(a))).collect()
        }
        Kind::Centers => {
            let known = amenity::list(db, true).await?;
            let all = store::import::centers(db).await?;
            let own = all
                .iter()
                .filter(|(id, c)| asking.center(Some(*id), &c.fields.division));
            let row = |center: &CenterRecord| {
                let mut row = import::center_row(center);
                if !english {
                    import::name_amenities(&mut row, &known);
                }
                row
            };
            own.map(|(_, center)| row(center)).collect()
        }
        Kind::Rooms => {
            let centers = store::import::center_keys(db).await?;
            let by_id: HashMap<CenterId, &CenterKey> = centers.iter().map(|c| (c.id, c)).collect();
            let all = store::import::rooms(db).await?;
            let own = all.iter().filter_map(|(_, room)| {
                let center = by_id
                    .get(&room.center)
                    .filter(|c| asking.center(Some(c.id), &c.division))?;
                Some(import::room_row(center, &room.fields))
            });
            own.collect()
        }
        Kind::Staff => {
            let centers = store::import::center_keys(db).await?;
            let all = staff::list(db, false).await?;
            let own = all
                .iter()
                .filter(|s| s.grants.iter().all(|g| asking.role(&g.scope, &centers)));
            own.flat_map(|s| import::staff_rows(&StaffRecord::from(s), &centers))
                .collect()
        }
        Kind::Matters => {
            let all = store::import::matters(db).await?;
            let own = all.iter().filter(|_| asking.matter());
            own.map(|(_, matter)| import::matter_row(matter)).collect()
        }
        // See [`Kind::is_exported`].
        Kind::Cases => Vec::new(),
    };
    Ok(Table {
        headings: kind.headings(english),
        rows: rows.into_iter().map(|row| kind.in_words(row, english)).collect(),
    })
}

/// An empty table with its headings and one row that shows what goes where.
///
/// # Errors
/// The database does not answer.
pub async fn template(db: &Db, kind: Kind, english: bool) -> Result<Table, StoreError> {
    let mut row = kind.in_words(kind.example(), english);
    if kind == Kind::Centers && !english {
        import::name_amenities(&mut row, &amenity::list(db, true).await?);
    }
    Ok(Table {
        headings: kind.headings(english),
        rows: vec![row],
    })
}

/// Records as columns and texts, to show what differs.
pub(crate) mod facts {
    use super::{CenterKey, Kind, StaffRecord, import};
    use model::{
        division::Division,
        import::{AmenityRecord, CenterRecord, MatterRecord},
        room::RoomFields,
    };

    /// Proper names of columns, and what stands under them.
    pub(crate) type Facts = Vec<(&'static str, String)>;

    pub(crate) fn division(division: &Division) -> Facts {
        under(Kind::Divisions, import::division_row(division))
    }

    pub(crate) fn amenity(amenity: &AmenityRecord) -> Facts {
        under(Kind::Amenities, import::amenity_row(amenity))
    }

    pub(crate) fn center(center: &CenterRecord) -> Facts {
        under(Kind::Centers, import::center_row(center))
    }

    pub(crate) fn room(center: &CenterKey, room: &RoomFields) -> Facts {
        under(Kind::Rooms, import::room_row(center, room))
    }

    pub(crate) fn matter(matter: &MatterRecord) -> Facts {
        under(Kind::Matters, import::matter_row(matter))
    }

    /// All roles under one column: several rows say them.
    pub(crate) fn staff(staff: &StaffRecord, centers: &[CenterKey]) -> Facts {
        let rows = import::staff_rows(staff, centers);
        let roles = rows
            .iter()
            .map(|row| row.get(3..).unwrap_or_default().join(" ").trim().to_owned());
        let roles = roles.collect::<Vec<_>>().join("; ");
        vec![
            ("name", staff.name.clone()),
            ("phone", staff.phone.clone()),
            ("role", roles),
        ]
    }

    fn under(kind: Kind, row: Vec<String>) -> Facts {
        kind.columns().into_iter().zip(row).collect()
    }
}
