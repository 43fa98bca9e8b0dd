//! Hears a request out. Browsers show no answer before they have sent everything, and one whose connection is closed under it shows
//! none at all: whoever sends a photo of 40 megabytes has to read that it is too large.

use axum::{
    body::{Body, BodyDataStream, Bytes, HttpBody as _},
    extract::Request,
    middleware::Next,
    response::Response,
};
use futures_util::{
    Stream, StreamExt as _,
    stream::{Fuse, poll_fn},
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

/// Bytes that are read to the end although nobody wants them.
const MOST: usize = 100 * 1024 * 1024;
/// For how long.
const PATIENCE: Duration = Duration::from_secs(300);

/// What is left of a body, whoever has begun to read it.
#[derive(Clone)]
struct Rest(Arc<Mutex<Fuse<BodyDataStream>>>);

impl Rest {
    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stream.poll_next_unpin(context)
    }

    fn stream(&self) -> impl Stream<Item = Result<Bytes, axum::Error>> + Send + use<> {
        let rest = self.clone();
        poll_fn(move |context| rest.poll(context))
    }

    /// Reads to the end and keeps nothing.
    async fn drain(self) {
        let mut stream = self.stream();
        let mut read = 0;
        while let Some(Ok(bytes)) = stream.next().await {
            read += bytes.len();
            if read > MOST {
                return;
            }
        }
    }
}

/// Answers once the request was read to its end, also where whoever answers had enough before that. Holds nothing of it.
pub(super) async fn hear_out(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let rest = Rest(Arc::new(Mutex::new(body.into_data_stream().fuse())));
    let response = next
        .run(Request::from_parts(parts, Body::from_stream(rest.stream())))
        .await;
    // Whoever sends without end gets the answer without having been heard out.
    _ = tokio::time::timeout(PATIENCE, rest.drain()).await;
    response
}
