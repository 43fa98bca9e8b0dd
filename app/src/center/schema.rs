//! A center and its rooms in the words of schema.org, for search engines and assistants. Only on the server: they read its answer.

use model::{
    center::{CenterDetail, PositionSource},
    hours::{DAY, Interval, fmt_minute},
    room::Room,
};
use serde_json::{Map, Value, json};

/// Names of the weekdays at schema.org, Monday first.
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// JSON-LD of a `GovernmentOffice` at `url`, fit to stand inside `<script>`: no name can end the element. A position that
/// nobody measured is left out.
#[must_use]
pub fn json_ld(detail: &CenterDetail, origin: &str, url: &str) -> String {
    let center = &detail.center;
    let mut office = Map::from_iter([
        ("@context".to_owned(), json!("https://schema.org")),
        ("@type".to_owned(), json!("GovernmentOffice")),
        ("@id".to_owned(), json!(url)),
        ("url".to_owned(), json!(url)),
        ("name".to_owned(), json!(center.names.zh)),
        ("address".to_owned(), address(detail)),
        ("openingHoursSpecification".to_owned(), week(detail)),
    ]);
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            office.insert(key.to_owned(), value);
        }
    };
    add(
        "alternateName",
        (!center.names.en.is_empty()).then(|| json!(center.names.en)),
    );
    add("telephone", (!center.phone.is_empty()).then(|| json!(center.phone)));
    add(
        "description",
        (!center.introduction.zh.is_empty()).then(|| json!(center.introduction.zh)),
    );
    add("specialOpeningHoursSpecification", special(detail));
    add("amenityFeature", amenities(detail));
    add("image", images(detail, origin));
    let surveyed = center.position.filter(|p| p.source == PositionSource::Surveyed);
    add(
        "geo",
        surveyed.map(|p| json!({"@type": "GeoCoordinates", "latitude": p.at.lat, "longitude": p.at.lng})),
    );
    inside_script(office)
}

/// JSON-LD of a `Place` inside of its center, under the same conditions as [`json_ld`].
#[must_use]
pub fn room_json_ld(detail: &CenterDetail, room: &Room, origin: &str) -> String {
    let center = &detail.center;
    let office = format!("{origin}/centers/{}", center.id);
    let url = format!("{office}/rooms/{}", room.id);
    let mut place = Map::from_iter([
        ("@context".to_owned(), json!("https://schema.org")),
        ("@type".to_owned(), json!("Place")),
        ("@id".to_owned(), json!(url)),
        ("url".to_owned(), json!(url)),
        ("name".to_owned(), json!(room.names.zh)),
        ("address".to_owned(), address(detail)),
        (
            "containedInPlace".to_owned(),
            json!({ "@type": "GovernmentOffice", "@id": office, "url": office, "name": center.names.zh }),
        ),
    ]);
    let mut add = |key: &str, value: Value| place.insert(key.to_owned(), value);
    if !room.names.en.is_empty() {
        add("alternateName", json!(room.names.en));
    }
    if !center.phone.is_empty() {
        add("telephone", json!(center.phone));
    }
    if room.capacity > 0 {
        add("maximumAttendeeCapacity", json!(room.capacity));
    }
    if !room.photos.is_empty() {
        let photos = room.photos.iter().map(|p| json!(format!("{origin}{}", p.url)));
        add("image", photos.collect());
    }
    inside_script(place)
}

/// `<` appears inside strings only, where its escape means the same.
fn inside_script(object: Map<String, Value>) -> String {
    Value::Object(object).to_string().replace('<', "\\u003c")
}

fn address(detail: &CenterDetail) -> Value {
    json!({
        "@type": "PostalAddress",
        "addressCountry": "CN",
        "addressRegion": detail.division_path.first(),
        "addressLocality": detail.division_path.last(),
        "streetAddress": detail.center.address,
    })
}

fn week(detail: &CenterDetail) -> Value {
    let days = detail.hours.0.iter().zip(DAYS);
    let specs = days.flat_map(|(intervals, day)| {
        intervals.iter().map(move |i| {
            json!({
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": format!("https://schema.org/{day}"),
                "opens": fmt_minute(i.start),
                "closes": closes(*i),
            })
        })
    });
    specs.collect()
}

/// Closed all day is said as open from 00:00 to 00:00.
fn special(detail: &CenterDetail) -> Option<Value> {
    let specs: Vec<Value> = detail
        .exceptions
        .iter()
        .flat_map(|e| {
            let spec = |opens: String, closes: String| {
                json!({
                    "@type": "OpeningHoursSpecification",
                    "validFrom": e.day.to_string(),
                    "validThrough": e.day.to_string(),
                    "opens": opens,
                    "closes": closes,
                })
            };
            if e.intervals.is_empty() {
                vec![spec(fmt_minute(0), fmt_minute(0))]
            } else {
                e.intervals
                    .iter()
                    .map(|i| spec(fmt_minute(i.start), closes(*i)))
                    .collect()
            }
        })
        .collect();
    (!specs.is_empty()).then(|| specs.into())
}

/// Search engines know no 24:00.
fn closes(interval: Interval) -> String {
    fmt_minute(interval.end.min(DAY - 1))
}

fn amenities(detail: &CenterDetail) -> Option<Value> {
    let features = detail
        .amenities
        .iter()
        .map(|a| json!({"@type": "LocationFeatureSpecification", "name": a.names.zh, "value": true}));
    (!detail.amenities.is_empty()).then(|| features.collect())
}

fn images(detail: &CenterDetail, origin: &str) -> Option<Value> {
    let urls = detail.photos.iter().map(|p| json!(format!("{origin}{}", p.url)));
    (!detail.photos.is_empty()).then(|| urls.collect())
}
