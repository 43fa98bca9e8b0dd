//! Posting to somebody else's server: never where it must not go, never following a redirect, never for long.

use super::Outcome;
use axum::http::Request;
use bytes::Bytes;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        self,
        connect::{HttpConnector, dns::Name},
    },
    rt::TokioExecutor,
};
use model::settings::is_near;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
    vec,
};
use tower::Service;

/// How long a server may take to answer: well within the lease of a message.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to be reached.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);

type Http = legacy::Client<HttpsConnector<HttpConnector<Names>>, Full<Bytes>>;

/// Clients, by where they may connect to.
pub(super) struct Client {
    anywhere: Http,
    near: Http,
    open: Http,
}

impl Client {
    pub(super) fn new() -> Self {
        Self {
            anywhere: client(Reach::Anywhere),
            near: client(Reach::Near),
            open: client(Reach::Open),
        }
    }

    /// Goes to this computer as well, without TLS, where a browser's maker would be: there a test has one of its own.
    #[cfg(test)]
    pub(super) fn on_loopback() -> Self {
        Self {
            open: client(Reach::Anywhere),
            ..Self::new()
        }
    }

    /// To the gateway, which an administrator has set: under https anywhere, under http only within one's own network.
    pub(super) async fn gateway(&self, request: Request<Full<Bytes>>, sample: bool) -> Outcome {
        let secure = request.uri().scheme_str() == Some("https");
        let client = if secure || sample { &self.anywhere } else { &self.near };
        post(client, request).await
    }

    /// To an address that a browser has given: under https, and nothing within one's own network.
    pub(super) async fn push(&self, request: Request<Full<Bytes>>) -> Outcome {
        post(&self.open, request).await
    }
}

/// The answer's body is not read: its status says everything.
async fn post(client: &Http, request: Request<Full<Bytes>>) -> Outcome {
    match tokio::time::timeout(PATIENCE, client.request(request)).await {
        Ok(Ok(response)) => Outcome::of_status(response.status().as_u16()),
        Ok(Err(error)) if error.is_connect() => Outcome::failed("cannot connect", false),
        Ok(Err(_)) => Outcome::failed("connection lost", false),
        Err(_) => Outcome::failed("no answer in time", false),
    }
}

fn client(reach: Reach) -> Http {
    let mut connector = HttpConnector::new_with_resolver(Names(reach));
    connector.enforce_http(false);
    connector.set_connect_timeout(Some(CONNECT_PATIENCE));
    let builder = HttpsConnectorBuilder::new().with_webpki_roots();
    let builder = match reach {
        Reach::Open => builder.https_only(),
        Reach::Anywhere | Reach::Near => builder.https_or_http(),
    };
    let connector = builder.enable_http1().wrap_connector(connector);
    legacy::Client::builder(TokioExecutor::new())
        .pool_idle_timeout(Duration::from_secs(30))
        .build(connector)
}

/// Which addresses a name may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Anywhere,
    /// This computer and private networks.
    Near,
    /// Nothing but the open network.
    Open,
}

impl Reach {
    fn allows(self, address: IpAddr) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Near => is_near(address),
            Self::Open => is_open(address),
        }
    }
}

/// Looks names up and leaves out where the client may not go: asked at every connection, so no name can be turned later.
#[derive(Debug, Clone)]
struct Names(Reach);

impl Service<Name> for Names {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, io::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<_> = found.filter(|a| reach.allows(a.ip())).collect();
            if allowed.is_empty() {
                return Err(io::Error::other("no address that may be connected to"));
            }
            Ok(allowed.into_iter())
        })
    }
}

/// Whether an address belongs to the open network.
fn is_open(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_open_v4(v4),
        IpAddr::V6(v6) => is_open_v6(v6),
    }
}

fn is_open_v4(a: Ipv4Addr) -> bool {
    let [first, second, third, _] = a.octets();
    let shared = first == 100 && (64..128).contains(&second);
    let special = first == 0 || first >= 240 || (first, second, third) == (192, 0, 0);
    let benchmark = first == 198 && (18..20).contains(&second);
    let local = a.is_private() || a.is_loopback() || a.is_link_local();
    !(local || a.is_multicast() || a.is_documentation() || shared || special || benchmark)
}

fn is_open_v6(a: Ipv6Addr) -> bool {
    if let Some(v4) = a.to_ipv4_mapped() {
        return is_open_v4(v4);
    }
    // What is handed out today is 2000::/3; of it, 2001:db8::/32 is for documents, 2002::/16 wraps version 4.
    let [first, second, ..] = a.segments();
    first & 0xe000 == 0x2000 && (first, second) != (0x2001, 0x0db8) && first != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_within_ones_own_network_is_not_open() {
        for open in ["8.8.8.8", "142.250.1.1", "2607:f8b0::1"] {
            assert!(is_open(open.parse().unwrap()), "{open}");
        }
        for closed in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
        ] {
            assert!(!is_open(closed.parse().unwrap()), "{closed}");
        }
    }
}
