//! Sends what waits in the outbox: text messages through the gateway, notifications through the browsers' makers.
//!
//! Any number of processes may do so on one database: each message is claimed for a lease, and one whose sender was killed
//! comes up again under the same key. Codes go out the moment they are written ([`Server::outbox`]), at night as well; what
//! fails waits for its pause and is looked for every few seconds.

mod client;
mod gateway;
mod push;
#[cfg(test)]
mod tests;
mod vapid;

pub(crate) use vapid::Vapid;

use app::server::Server;
use client::Client;
use model::{
    notice::Notice,
    resident::ResidentId,
    settings::{MessageSettings, is_gateway_url},
};
use std::{sync::Arc, time::Duration};
use store::{
    StoreError,
    message::{self, Channel, Message, Ways},
    notice, push as subscriptions, resident, setting,
};
use tokio::{
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
};

/// Between two looks into the outbox where nobody says that there is something.
const PAUSE: Duration = Duration::from_secs(5);
/// Messages that one process sends at a time.
const AT_ONCE: usize = 8;

/// How a try went.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// It was taken.
    Sent,
    /// It says what is no longer so, or nobody is there.
    Withdrawn,
    /// It was not taken, for this reason, which names neither person nor text. `hopeless`: nor will it be.
    Failed { why: String, hopeless: bool },
}

impl Outcome {
    fn failed(why: impl Into<String>, hopeless: bool) -> Self {
        Self::Failed {
            why: why.into(),
            hopeless,
        }
    }

    /// What a status of HTTP means for whoever sends: what is wrong with the message itself will be so at the next try.
    fn of_status(status: u16) -> Self {
        match status {
            200..300 => Self::Sent,
            408 | 425 | 429 => Self::failed(format!("status {status}"), false),
            400..500 => Self::failed(format!("status {status}"), true),
            _ => Self::failed(format!("status {status}"), false),
        }
    }
}

/// The sender of this process.
pub(crate) struct Sender {
    stop: watch::Sender<bool>,
    loop_: JoinHandle<()>,
}

impl Sender {
    /// Starts it.
    pub(crate) fn start(server: Server, vapid: Arc<Vapid>) -> Self {
        Self::with(server, vapid, Client::new())
    }

    /// Starts it with a client of one's own.
    fn with(server: Server, vapid: Arc<Vapid>, client: Client) -> Self {
        let (stop, stopped) = watch::channel(false);
        let post = Arc::new(Post { server, vapid, client });
        let loop_ = tokio::spawn(post.run(stopped));
        Self { stop, loop_ }
    }

    /// Finishes what is under way and begins nothing else.
    pub(crate) async fn stop(self) {
        _ = self.stop.send(true);
        _ = self.loop_.await;
    }
}

struct Post {
    server: Server,
    vapid: Arc<Vapid>,
    client: Client,
}

/// What is set at the moment.
struct Now {
    settings: MessageSettings,
    secret: String,
    /// The deployment is a sample.
    sample: bool,
}

impl Now {
    fn ready(&self) -> bool {
        !self.secret.is_empty() && is_gateway_url(&self.settings.url, self.sample)
    }

    fn ways(&self, minute: u16) -> Ways {
        Ways {
            sms: self.settings.gateway && self.ready(),
            tests: self.ready(),
            quiet: self.settings.is_quiet(minute),
        }
    }
}

impl Post {
    async fn run(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut under_way = JoinSet::new();
        loop {
            if let Err(fault) = self.drain(&places, &mut under_way, &stopped).await {
                tracing::warn!(%fault, "the outbox cannot be read and is tried again soon");
            }
            tokio::select! {
                () = self.server.outbox.notified() => {}
                () = tokio::time::sleep(PAUSE) => {}
                _ = stopped.changed() => break,
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// Begins to send everything that is due.
    async fn drain(
        self: &Arc<Self>,
        places: &Arc<Semaphore>,
        under_way: &mut JoinSet<()>,
        stopped: &watch::Receiver<bool>,
    ) -> Result<(), StoreError> {
        while !*stopped.borrow() {
            // First a place and then the message: its lease runs from the moment it is taken.
            let Ok(place) = Arc::clone(places).acquire_owned().await else {
                return Ok(());
            };
            while under_way.try_join_next().is_some() {}
            let now = self.now().await?;
            let ways = now.ways(self.server.local_now().minute);
            let Some(message) = message::claim(self.server.store.db(), self.server.now(), ways).await? else {
                return Ok(());
            };
            let post = Arc::clone(self);
            under_way.spawn(async move {
                post.send(&now, &message).await;
                drop(place);
            });
        }
        Ok(())
    }

    async fn now(&self) -> Result<Now, StoreError> {
        let db = self.server.store.db();
        Ok(Now {
            settings: setting::get(db, setting::MESSAGES).await?.value,
            secret: setting::gateway_secret(db).await?,
            sample: setting::get(db, setting::SAMPLE).await?.value,
        })
    }

    /// Sends one and notes how it went. What cannot be noted is sent again after the lease, under the same key.
    async fn send(&self, now: &Now, message: &Message) {
        let tried = match message.channel {
            Channel::Sms => self.by_gateway(now, message).await,
            Channel::Push => self.by_push(message).await,
        };
        let (db, at) = (self.server.store.db(), self.server.now());
        let noted = match tried {
            Ok(Outcome::Sent) => message::sent(db, at, message.id).await,
            Ok(Outcome::Withdrawn) => message::withdraw(db, at, message).await,
            Ok(Outcome::Failed { why, hopeless }) => {
                tracing::warn!(message = %message.id, kind = message.kind, why, hopeless, "a message was not taken");
                message::failed(db, at, message, &why, hopeless).await
            }
            Err(fault) => Err(fault),
        };
        if let Err(fault) = noted {
            tracing::warn!(%fault, message = %message.id, "what became of a message cannot be noted");
        }
    }

    async fn by_gateway(&self, now: &Now, message: &Message) -> Result<Outcome, StoreError> {
        let (to, text) = if message.notice.is_none() && !message.phone.is_empty() {
            (message.phone.clone(), message.body.clone())
        } else {
            let Some((whose, notice)) = self.notice(message).await? else {
                return Ok(Outcome::Withdrawn);
            };
            let phone = resident::get(self.server.store.db(), whose).await?.map(|r| r.phone);
            let Some(phone) = phone.filter(|p| !p.is_empty()) else {
                return Ok(Outcome::Withdrawn);
            };
            // Text messages are in the deployment's own language: who gets one may never have seen a page.
            let text = app::notice::text_message(app::lang::Lang::default(), &notice, &self.server.origin);
            (phone, text)
        };
        let letter = gateway::Letter {
            id: message.id,
            kind: &message.kind,
            to: &to,
            sender: &now.settings.sender,
            text: &text,
            created_at: message.created_at,
            expires_at: message.expires_at,
            attempt: message.tries,
        };
        let request = gateway::request(&now.settings.url, &now.secret, self.server.now(), &letter);
        Ok(match request {
            Ok(request) => self.client.gateway(request, now.sample).await,
            Err(outcome) => outcome,
        })
    }

    async fn by_push(&self, message: &Message) -> Result<Outcome, StoreError> {
        let db = self.server.store.db();
        let Some((whose, notice)) = self.notice(message).await? else {
            return Ok(Outcome::Withdrawn);
        };
        let stored = match message.subscription {
            Some(id) => subscriptions::get(db, id).await?,
            None => None,
        };
        // Somebody else may have signed in on that device and allowed them for themselves.
        let Some(stored) = stored.filter(|s| s.resident == whose) else {
            return Ok(Outcome::Withdrawn);
        };
        let lang = app::lang::Lang::from_tag(&stored.lang).unwrap_or_default();
        let body = push::payload(lang, &notice);
        let ttl = (message.expires_at - self.server.now()).max(0);
        let request = push::request(&self.server, &self.vapid, &stored.subscription, &body, ttl);
        let outcome = match request {
            Ok(request) => self.client.push(request).await,
            Err(outcome) => outcome,
        };
        if let Outcome::Failed { why, .. } = &outcome
            && matches!(why.as_str(), "status 404" | "status 410")
        {
            subscriptions::remove(db, stored.id).await?;
            return Ok(Outcome::Withdrawn);
        }
        Ok(outcome)
    }

    /// The notice that a message brings and whose it is, if it still says what is so.
    async fn notice(&self, message: &Message) -> Result<Option<(ResidentId, Notice)>, StoreError> {
        let db = self.server.store.db();
        let Some(id) = message.notice else { return Ok(None) };
        if !notice::stands(db, id).await? {
            return Ok(None);
        }
        let mut found = notice::get(db, id).await?;
        if let Some((_, notice)) = &mut found {
            app::evaluation::reach::seal_notice(&self.server, notice);
        }
        Ok(found)
    }
}
