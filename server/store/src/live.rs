//! News of rooms: whoever watches one hears of every change once it is committed, whichever process made it.
//!
//! Within a process a commit tells the [`Hub`] at once. PostgreSQL passes it on to other processes (`NOTIFY`, in the same
//! transaction); where the engine cannot, [`follow`] looks once a second, and only while somebody watches. News is a reason to
//! look again, never the data itself: hearing something twice does no harm, and whoever may have missed something hears
//! [`News::Anything`].

use crate::{
    args,
    db::{Db, Query},
    error::StoreError,
};
use model::room::RoomId;
use sqlx::{
    pool::PoolOptions,
    postgres::{PgListener, PgPool, Postgres},
};
use std::{collections::HashMap, fmt, str::FromStr, time::Duration};
use tokio::{sync::broadcast, time::MissedTickBehavior};

/// Name of the channel on PostgreSQL.
pub(crate) const CHANNEL: &str = "doorstep_room";
/// News kept for somebody who is slow to hear it.
const BACKLOG: usize = 1024;
/// Between two looks where the engine passes nothing on.
const LOOK: Duration = Duration::from_secs(1);
/// Before a lost connection is tried again.
const AGAIN: Duration = Duration::from_millis(500);

/// What somebody who watches hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The room's bookings, rules, closures or hours have changed, and its counter with them: see
    /// [`changes`](crate::booking::changes).
    Room(RoomId, i64),
    /// Something may have been missed.
    Anything,
}

impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Room(room, changes) => write!(f, "{room} {changes}"),
            Self::Anything => f.write_str("*"),
        }
    }
}

impl FromStr for News {
    type Err = std::convert::Infallible;

    /// What another version of this program has said is news all the same.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let room = text
            .split_once(' ')
            .and_then(|(room, changes)| Some(Self::Room(room.parse().ok()?, changes.parse().ok()?)));
        Ok(room.unwrap_or(Self::Anything))
    }
}

/// Where those who watch in this process hear of changes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Hub(broadcast::Sender<News>);

impl Default for Hub {
    fn default() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }
}

impl Hub {
    /// From now on.
    #[must_use]
    pub fn watch(&self) -> broadcast::Receiver<News> {
        self.0.subscribe()
    }

    /// That nobody watches is no fault.
    pub(crate) fn send(&self, news: News) {
        _ = self.0.send(news);
    }

    fn is_watched(&self) -> bool {
        self.0.receiver_count() > 0
    }
}

/// Passes on what other processes change, until it is dropped. One for a process.
pub async fn follow(db: &Db) {
    if let Db::Postgres {
        pool,
        hub,
        notifies: true,
    } = db
    {
        loop {
            if let Err(fault) = listen(pool, hub).await {
                tracing::warn!(%fault, "changes made by other processes are not heard; trying again");
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
    look(db).await;
}

/// Hears of changes until the connection is lost; what was missed meanwhile is made up for at the beginning.
async fn listen(pool: &PgPool, hub: &Hub) -> Result<(), StoreError> {
    // A connection of its own: it is kept for good, and the pool has better uses for its few.
    let options = PgPool::connect_options(pool).as_ref().clone();
    let own = PoolOptions::<Postgres>::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    let mut listener = PgListener::connect_with(&own).await?;
    listener.listen(CHANNEL).await?;
    hub.send(News::Anything);
    while let Some(said) = listener.try_recv().await? {
        let Ok(news) = said.payload().parse();
        hub.send(news);
    }
    Ok(())
}

/// Looks at the counters once a second while somebody watches.
async fn look(db: &Db) {
    let mut clock = tokio::time::interval(LOOK);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen: Option<HashMap<RoomId, i64>> = None;
    loop {
        clock.tick().await;
        if !db.hub().is_watched() {
            seen = None;
            continue;
        }
        let Ok(now) = counters(db).await else { continue };
        match &seen {
            None => db.hub().send(News::Anything),
            Some(before) => {
                let changed = now.iter().filter(|(room, changes)| before.get(room) != Some(changes));
                changed.for_each(|(room, changes)| db.hub().send(News::Room(*room, *changes)));
            }
        }
        seen = Some(now);
    }
}

async fn counters(db: &Db) -> Result<HashMap<RoomId, i64>, StoreError> {
    let rows = db.rows("SELECT room_id, changes FROM room_rule", args![]).await?;
    rows.iter()
        .map(|row| Ok((row.id("room_id")?, row.get("changes")?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_read_as_it_was_said_and_anything_else_is_a_reason_to_look() {
        for news in [News::Room(RoomId::from_i64(7), 41), News::Anything] {
            assert_eq!(news.to_string().parse(), Ok(news));
        }
        for strange in ["", "x", "x 1", "0000000000007 many"] {
            assert_eq!(strange.parse(), Ok(News::Anything), "{strange}");
        }
    }
}
