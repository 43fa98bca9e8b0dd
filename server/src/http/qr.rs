//! QR codes of pages, for the wall.

use super::Web;
use app::evaluation::reach::{door_of, link_of, notice_of};
use axum::{
    Router,
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use model::{booking::Number, center::CenterId, matter::is_code, room::RoomId};
use qrcode::{EcLevel, QrCode, render::svg};

/// The picture depends on the address alone; a day, because the deployment's origin may be set anew.
const A_DAY: &str = "public, max-age=86400";

/// Bytes of answers in an address that still make a code that a phone reads from paper.
const MOST_ANSWERS: usize = 400;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/centers/{id}/qr.svg", get(center))
        .route("/centers/{id}/rooms/{room}/qr.svg", get(room))
        .route("/matters/{code}/qr.svg", get(matter))
        .route("/matters/{code}/notice/qr.svg", get(matter_notice))
        .route("/matters/{code}/online/qr.svg", get(online))
        .route("/notices/{token}/qr.svg", get(notice))
        .route("/bookings/{number}/qr.svg", get(booking))
        .route("/bookings/{number}/follow/qr.svg", get(follow))
        .route("/bookings/here/{token}/qr.svg", get(door))
        .route("/cases/{number}/qr.svg", get(case))
        .route("/slip/{token}/qr.svg", get(slip))
        .route("/rate/{token}/qr.svg", get(rate))
        .route("/rate/at/{center}/qr.svg", get(counter))
}

/// `GET /centers/{id}/qr.svg`: the address of the center's page. Reads no database: a code of a page that is not there leads
/// to the page that says so.
async fn center(State(web): State<Web>, Path(id): Path<String>) -> Response {
    match id.parse::<CenterId>() {
        Ok(id) => picture(&format!("{}/centers/{id}", web.server.origin)),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /centers/{id}/rooms/{room}/qr.svg`: the address of the room's page.
async fn room(State(web): State<Web>, Path((id, room)): Path<(String, String)>) -> Response {
    match (id.parse::<CenterId>(), room.parse::<RoomId>()) {
        (Ok(id), Ok(room)) => picture(&format!("{}/centers/{id}/rooms/{room}", web.server.origin)),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /matters/{code}/qr.svg`: the address of a guide.
async fn matter(State(web): State<Web>, Path(code): Path<String>) -> Response {
    if !is_code(&code) {
        return StatusCode::NOT_FOUND.into_response();
    }
    picture(&format!("{}/matters/{code}", web.server.origin))
}

/// `GET /matters/{code}/notice/qr.svg?q_…`: the address of what one person brings. Their answers are in it and nowhere else.
async fn matter_notice(State(web): State<Web>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'=' | b'&');
    if !is_code(&code) || query.len() > MOST_ANSWERS || !query.bytes().all(plain) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mark = if query.is_empty() { "" } else { "?" };
    let mut response = picture(&format!("{}/matters/{code}/notice{mark}{query}", web.server.origin));
    if !query.is_empty() {
        // Kept by nobody: the answers say something about a person.
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    }
    response
}

/// `GET /matters/{code}/online/qr.svg`: the outside platform on which a matter is done by oneself, as its guide says.
async fn online(State(web): State<Web>, Path(code): Path<String>) -> Response {
    let Ok(catalog) = web.server.store.catalog().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    match catalog.get(&code).filter(|matter| !matter.content.online.is_empty()) {
        Some(matter) => {
            let mut response = picture(&matter.content.online);
            // The catalog may name another platform tomorrow.
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-cache"));
            response
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /slip/{token}/qr.svg`: the address of a slip's page. Reads no database either, and is kept by nobody.
async fn slip(State(web): State<Web>, Path(token): Path<String>) -> Response {
    if token.len() != 64 || !token.bytes().all(|b| b.is_ascii_hexdigit()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = picture(&format!("{}/slip/{token}", web.server.origin));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

/// `GET /notices/{token}/qr.svg`: an issued one-time notice. Whoever asks has the link already; kept by nobody.
async fn notice(State(web): State<Web>, Path(token): Path<String>) -> Response {
    if notice_of(&web.server, &token).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = picture(&format!("{}/notices/{token}", web.server.origin));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

/// `GET /bookings/here/{token}/qr.svg`: where one says at a room's door that one is there. Whoever asks has the link already.
async fn door(State(web): State<Web>, Path(token): Path<String>) -> Response {
    if door_of(&web.server, &token).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = picture(&format!("{}/bookings/here/{token}", web.server.origin));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

/// `GET /rate/{token}/qr.svg`: where a service is rated. Whoever asks has the link already; kept by nobody.
async fn rate(State(web): State<Web>, Path(token): Path<String>) -> Response {
    if link_of(&web.server, &token).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = picture(&format!("{}/rate/{token}", web.server.origin));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

/// `GET /rate/at/{center}/qr.svg`: where a visit to the counter is rated, for the poster beside it.
async fn counter(State(web): State<Web>, Path(id): Path<String>) -> Response {
    match id.parse::<CenterId>() {
        Ok(id) => picture(&format!("{}/rate/at/{id}", web.server.origin)),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /bookings/{number}/qr.svg`: the address of the booking's page; it says no more than who asks knows already.
async fn booking(State(web): State<Web>, Path(number): Path<String>) -> Response {
    match number.parse::<Number>() {
        Ok(number) => picture(&format!("{}/bookings/{number}", web.server.origin)),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /bookings/{number}/follow/qr.svg`: where a booking is opened without an account, for the counter's slip. As with a case's code, who
/// asks has the number already.
async fn follow(State(web): State<Web>, Path(number): Path<String>) -> Response {
    let Ok(number) = number.parse::<Number>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = picture(&format!("{}/bookings?number={number}", web.server.origin));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

/// `GET /cases/{number}/qr.svg`: where a case is followed, for its receipt. Who asks has the number already, and needs more than that
/// there; kept by nobody.
async fn case(State(web): State<Web>, Path(number): Path<String>) -> Response {
    let Ok(number) = number.parse::<model::case::Number>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = picture(&format!("{}/cases?number={number}", web.server.origin));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

/// Bears a quarter of its area being scratched or faded.
fn picture(text: &str) -> Response {
    match QrCode::with_error_correction_level(text, EcLevel::Q) {
        Ok(code) => {
            let svg = code
                .render::<svg::Color<'_>>()
                .min_dimensions(240, 240)
                .quiet_zone(true)
                .build();
            (
                [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, A_DAY)],
                svg,
            )
                .into_response()
        }
        // Longer than any code holds: the deployment's origin is nonsense.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use crate::http::testing::Site;
    use model::matter::Mode;

    #[tokio::test]
    async fn a_center_has_a_code_and_a_word_has_none() {
        let site = Site::sample().await;
        let answer = site.get(&format!("/centers/{}/qr.svg", site.first().await)).await;
        assert_eq!(
            (answer.status, answer.header("content-type").as_str()),
            (200, "image/svg+xml")
        );
        assert!(answer.body.contains("<svg"));
        assert_eq!(site.get("/centers/east/qr.svg").await.status, 404);
    }

    #[tokio::test]
    async fn what_is_done_online_has_the_code_of_the_outside_platform() {
        let site = Site::sample().await;
        let catalog = site.server.store.catalog().await.unwrap();
        let of = |online: bool| {
            let mut all = catalog.matters.iter().map(|matter| &matter.content);
            let found =
                all.find(|c| c.online.is_empty() != online && (!online || c.modes.contains(&Mode::SelfService)));
            found.unwrap().code.clone()
        };
        let code = of(true);
        let answer = site.get(&format!("/matters/{code}/online/qr.svg")).await;
        assert_eq!(
            (answer.status, answer.header("content-type").as_str()),
            (200, "image/svg+xml")
        );
        // It stands beside the link, on the guide and on the notice that is printed.
        for page in ["", "/notice"] {
            let page = site.get(&format!("/matters/{code}{page}")).await;
            let shown = page.body.contains(&format!("/matters/{code}/online/qr.svg"));
            // A notice is only there once the questions are answered.
            assert!(shown || page.body.contains("notice warn"), "{}", page.body);
        }
        for none in [of(false), "C9999".to_owned(), "nothing".to_owned()] {
            assert_eq!(site.get(&format!("/matters/{none}/online/qr.svg")).await.status, 404);
        }
    }

    #[tokio::test]
    async fn a_code_that_carries_answers_is_kept_by_nobody() {
        let site = Site::sample().await;
        let answer = site.get("/matters/C0101/notice/qr.svg?q_who=self").await;
        assert_eq!(
            (answer.status, answer.header("cache-control").as_str()),
            (200, "no-store")
        );
        let plain = site.get("/matters/C0101/notice/qr.svg").await;
        assert!(plain.header("cache-control").starts_with("public"));
    }
}
