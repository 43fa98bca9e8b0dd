//! Streams of events for pages that show what is free: `/open/rooms/{id}/changes` and `/open/centers/{id}/changes`.
//!
//! An event is one number, which rises with every change; whoever has seen a smaller one asks for the data again. It names
//! nobody. Who does not ask for a stream of events gets the number alone: that is what pages ask for where streams fail.

use super::{Web, error};
use app::server::Visitor;
use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::stream;
use model::{AppError, room::RoomId};
use serde_json::json;
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use store::{Store, booking, live::News};
use tokio::{
    sync::{broadcast::Receiver, watch},
    time::{Instant, sleep_until},
};

/// Streams that one address may have open: a whole center is behind one.
const OF_ONE: usize = 64;
/// Streams that this process keeps open.
const OF_ALL: usize = 8192;
/// After which a stream ends and the browser opens it anew: what became of the center's rooms meanwhile is seen then.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// Between two signs of life on a quiet stream, so that nobody in between takes it for dead.
const BREATH: Duration = Duration::from_secs(20);
/// Before a browser opens a lost stream again.
const RETRY: Duration = Duration::from_secs(2);
/// Seconds after which somebody with too many streams may try again.
const LATER: u32 = 30;

/// The streams of this process. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Live {
    stopping: watch::Sender<bool>,
    open: Arc<Mutex<HashMap<String, usize>>>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            stopping: watch::Sender::new(false),
            open: Arc::default(),
        }
    }
}

impl Live {
    /// Ends all streams, and those that begin later.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// A stream of `address`, if it may have one more.
    fn enter(&self, address: &str) -> Option<Seat> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().sum::<usize>() >= OF_ALL {
            return None;
        }
        let mine = open.entry(address.to_owned()).or_default();
        if *mine >= OF_ONE {
            return None;
        }
        *mine += 1;
        Some(Seat {
            address: address.to_owned(),
            open: self.open.clone(),
        })
    }
}

/// A stream's place among the open ones; given back when it ends, however it ends.
struct Seat {
    address: String,
    open: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mine) = open.get_mut(&self.address) {
            *mine -= 1;
            if *mine == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// A stream under way.
struct Stream {
    store: Store,
    news: Receiver<News>,
    stopping: watch::Receiver<bool>,
    until: Instant,
    seen: HashMap<RoomId, i64>,
    /// The number was said once.
    began: bool,
    _seat: Seat,
}

impl Stream {
    fn number(&self) -> i64 {
        self.seen.values().sum()
    }

    /// The next event; none where the stream ends.
    async fn next(&mut self) -> Option<Event> {
        if !std::mem::replace(&mut self.began, true) {
            return Some(event(self.number()).retry(RETRY));
        }
        loop {
            if *self.stopping.borrow() {
                return None;
            }
            let news = tokio::select! {
                _ = self.stopping.changed() => return None,
                () = sleep_until(self.until) => return None,
                news = self.news.recv() => news,
            };
            let before = self.number();
            match news {
                Ok(News::Room(room, changes)) => {
                    if let Some(seen) = self.seen.get_mut(&room) {
                        *seen = changes.max(*seen);
                    }
                }
                // Something was missed.
                _ => {
                    let rooms: Vec<RoomId> = self.seen.keys().copied().collect();
                    let now = booking::changes_of(self.store.db(), &rooms).await.ok()?;
                    self.seen.extend(now);
                }
            }
            if self.number() != before {
                return Some(event(self.number()));
            }
        }
    }
}

fn event(number: i64) -> Event {
    Event::default().event("changes").data(number.to_string())
}

/// The answer about `rooms`: a stream where one is asked for, else the number.
pub(super) async fn answer(web: &Web, visitor: &Visitor, headers: &HeaderMap, rooms: &[RoomId]) -> Response {
    let store = web.server.store.clone();
    // First: what is committed from here on is heard.
    let news = store.db().hub().watch();
    let mut seen: HashMap<RoomId, i64> = rooms.iter().map(|room| (*room, 0)).collect();
    match booking::changes_of(store.db(), rooms).await {
        Ok(now) => seen.extend(now),
        Err(fault) => return error::plain(headers, &fault.into()),
    }
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    if !accept.unwrap_or_default().contains("text/event-stream") {
        return whole(Json(json!({ "changes": seen.values().sum::<i64>() })).into_response());
    }
    let Some(seat) = web.live.enter(&visitor.0) else {
        let refusal = AppError::TooMany { retry_after: LATER };
        let mut response = (StatusCode::TOO_MANY_REQUESTS, Json(&refusal)).into_response();
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(LATER));
        return whole(response);
    };
    let stream = Stream {
        store,
        news,
        stopping: web.live.stopping.subscribe(),
        until: Instant::now() + LIFE,
        seen,
        began: false,
        _seat: seat,
    };
    let events = stream::unfold(stream, |mut stream| async move {
        let event = stream.next().await?;
        Some((Ok::<_, Infallible>(event), stream))
    });
    let mut response = Sse::new(events)
        .keep_alive(KeepAlive::new().interval(BREATH))
        .into_response();
    // A proxy in front is asked not to collect events before it passes them on.
    let headers = response.headers_mut();
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    whole(response)
}

/// What this address answers depends on what is asked for, and is kept by nobody.
fn whole(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

#[cfg(test)]
mod tests;
