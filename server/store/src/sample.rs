//! The sample: a whole town to look around in, loaded by `server demo` into an empty database and marked as sample on every
//! page ([`setting::SAMPLE`]).
//!
//! What is real in it: the divisions with their official codes and names (`sample/divisions.csv`: National Bureau of
//! Statistics as of 2016-07-31, by way of Vonng/adcode, CC BY 4.0), and the positions of the four centers whose division has a
//! published point. What is not: **the published list of the town's 43 centers does not exist**, so this choice is ours, namely the
//! town's center, all 41 villages and 裕国社区; their rooms, hours, amenities and introductions are made up to be plausible;
//! their telephone numbers begin with 0 after the area code, which no real number does; so are the matters (see [`matters`]), the evaluations
//! (see [`ratings`]), the cases (see [`cases`]), the bookings (see [`bookings`]) and who is on duty (see [`duty`]).

pub mod bookings;
pub mod cases;
pub mod duty;
mod forms;
pub mod matters;
mod offer;
mod places;
pub mod ratings;

use crate::{
    act::{Act, directory_changed},
    amenity, args, booking, center,
    db::{Db, Query},
    division,
    error::StoreError,
    hours, room, setting,
};
use model::{
    center::{CenterFields, CenterId, CenterKind, CounterAreas},
    hours::WeekHours,
    settings::{Branding, FooterNumber},
    text::Names,
};

/// The user names of its people, one for each of the roles that work with residents' matters. They come without a password.
pub const STAFF: [&str; 3] = ["sample.counter", "sample.lead", "sample.inspector"];

/// Loads the sample in one transaction; returns false, and does nothing, unless the database is empty.
///
/// # Errors
/// The database does not answer.
pub async fn load(db: &Db, act: &Act) -> Result<bool, StoreError> {
    let tx = db.begin().await?;
    if tx.row("SELECT code FROM division LIMIT 1", args![]).await?.is_some() {
        return Ok(false);
    }
    let places = places::read()?;
    for division in &places {
        division::insert(&tx, act, division).await?;
    }
    let mut amenities = Vec::new();
    for fields in offer::amenities() {
        let id = act.id();
        amenity::insert(&tx, act, id, &fields).await?;
        amenities.push(id);
    }
    for (i, place) in places::centers(&places).into_iter().enumerate() {
        let id: CenterId = act.id();
        let fields = fields(i, &place);
        center::insert(&tx, act, id, &fields).await?;
        hours::replace(&tx, act, id, &fields.names.zh, &WeekHours::default(), &offer::hours(i)).await?;
        let offered: Vec<_> = offer::amenities_of(i).map(|n| amenities[n]).collect();
        amenity::replace(&tx, id, &offered).await?;
        for fields in offer::rooms(i) {
            let room = act.id();
            room::insert(&tx, act, room, id, &fields).await?;
            booking::put_rules(&tx, act, room, &offer::rules(&fields)).await?;
        }
    }
    forms::put(&tx, act).await?;
    matters::load(&tx, act).await?;
    setting::put(&tx, act, setting::ZONE, 0, &offer::zone_template()).await?;
    setting::put(&tx, act, setting::BRANDING, 0, &branding()).await?;
    setting::put(&tx, act, setting::SAMPLE, 0, &true).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(true)
}

/// The `i`th center; the first is the town's.
fn fields(i: usize, place: &places::Place) -> CenterFields {
    let town = i == 0;
    let name = &place.division.names.zh;
    let introduction = if town {
        Names::new(
            "全镇党群服务的总站：办事、议事、阅读、学习都在一处。（示例文字）",
            "The town's main center: paperwork, meetings, reading and courses under one roof. (Sample text.)",
        )
    } else {
        Names::new(format!("{name}群众家门口的办事、议事和活动场所。（示例文字）"), "")
    };
    CenterFields {
        kind: if town { CenterKind::Town } else { CenterKind::Village },
        division: place.division.code.clone(),
        names: Names::new(
            format!("{name}党群服务中心"),
            if town {
                "Yinder Town Party-Mass Service Center"
            } else {
                ""
            },
        ),
        address: if town {
            name.clone()
        } else {
            format!("音德尔镇{name}")
        },
        phone: format!("0482-00000{i:02}"),
        position: place.position,
        areas: CounterAreas {
            reception: true,
            counter: true,
            waiting: i % 3 != 2,
            convenience: town || i.is_multiple_of(2),
        },
        introduction,
    }
}

fn branding() -> Branding {
    Branding {
        owner: Names::new("音德尔镇党群服务中心", "Yinder Town Party-Mass Service Centers"),
        numbers: vec![FooterNumber {
            label: Names::new("监督电话（示例）", "Supervision (sample)"),
            phone: "0482-0000099".into(),
        }],
        ..Branding::default()
    }
}
