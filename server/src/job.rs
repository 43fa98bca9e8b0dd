//! What happens without anybody asking: once a minute bookings whose time has come are released, finished or reminded of,
//! overdue follow-ups and cases climb, messages that are too late are emptied (those that are not are sent by [`crate::message`]), and keys
//! of requests that are older than 30 days are forgotten, and what was counted of evaluations and of cases is folded together. Several processes may do so at once; the store sees to it that each thing happens once.

use app::server::{Server, anonymous};
use std::time::Duration;
use store::{
    Act, StoreError, act, booking, case, evaluation, figures, follow_up, message, notice, setting, statistics,
};
use tokio::{sync::watch, task::JoinHandle, time::MissedTickBehavior};

/// Between two rounds.
const PAUSE: Duration = Duration::from_secs(60);

/// The jobs of this process.
pub(crate) struct Jobs {
    stop: watch::Sender<bool>,
    rounds: JoinHandle<()>,
}

/// Starts them.
pub(crate) fn start(server: Server) -> Jobs {
    let (stop, mut stopped) = watch::channel(false);
    let rounds = tokio::spawn(async move {
        let mut clock = tokio::time::interval(PAUSE);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = clock.tick() => {}
                _ = stopped.changed() => return,
            }
            round(&server).await;
        }
    });
    Jobs { stop, rounds }
}

impl Jobs {
    /// Finishes the round under way and starts no other.
    pub(crate) async fn stop(self) {
        _ = self.stop.send(true);
        _ = self.rounds.await;
    }
}

/// What came of a job. One that fails keeps no other from its work, and is tried again in a minute.
fn done<T: Default>(job: &str, result: Result<T, StoreError>) -> T {
    result.unwrap_or_else(|fault| {
        tracing::warn!(job, %fault, "a job failed and is tried again in a minute");
        T::default()
    })
}

async fn round(server: &Server) {
    let (db, today) = (server.store.db(), server.local_now().day);
    let act = anonymous(server, "系统");
    done("round", booking::begin_round(db, act.at).await);
    let released = done("no-shows", booking::release_no_shows(db, &act).await).len();
    let finished = done("past bookings", booking::finish_past(db, &act).await).len();
    let ended = done("offers", booking::waitlist::expire(db, &act).await);
    done("waiting list", booking::waitlist::look_again(db, &act).await);
    let reminded = done("reminders", remind(server, &act).await);
    let climbed = done("follow-ups", follow_up::climb(db, &act, &server.zone).await);
    let alarmed = done("cases", case::alarm(db, &act, &server.zone).await);
    let emptied = done("late messages", message::expire(db, act.at).await);
    done("messages", message::tidy(db, act.at).await);
    done("figures", figures::fold(db, &act).await);
    // A page a round: however many an upgrade has found, no booking waits for them, and who stops the server does not.
    let uncounted = statistics::catch_up(db, &server.zone, act.at, statistics::AT_ONCE).await;
    done("uncounted cases", uncounted);
    done("statistics", statistics::fold(db, &act).await);
    let forgotten = done("keys", act::forget_keys(db, act.at).await)
        + done("files of cases", case::forget_files(db, act.at).await)
        + done("visits", evaluation::forget_visits(db, today).await)
        + done("photos", evaluation::forget_photos(db, act.at).await);
    if released + finished + ended + reminded + climbed + alarmed > 0 || emptied + forgotten > 0 {
        tracing::info!(
            released,
            finished,
            ended,
            reminded,
            climbed,
            alarmed,
            emptied,
            forgotten,
            "bookings, offers, follow-ups, cases, messages and keys of requests whose time has come"
        );
    }
}

async fn remind(server: &Server, act: &Act) -> Result<usize, StoreError> {
    let db = server.store.db();
    let settings = setting::get(db, setting::MESSAGES).await?.value;
    let reminded = notice::remind(db, act, &settings).await?;
    if reminded > 0 {
        server.outbox.notify_one();
    }
    Ok(reminded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::Site;
    use model::resident::CODE_SECONDS;
    use store::{message::NewMessage, resident::sign_in::start_code};

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_round_empties_what_is_too_late_and_the_jobs_stop_when_told() {
        let site = Site::sample().await;
        let (db, now) = (site.server.store.db(), site.server.now());
        let mut act = anonymous(&site.server, "test");
        act.at = now - CODE_SECONDS;
        let late = NewMessage {
            phone: "13800001234",
            kind: "code",
            body: "123456",
            expires_at: now,
        };
        start_code(db, &act, "13800001234", &[1; 32], Some(late)).await.unwrap();
        let jobs = start(site.server.clone());
        for _ in 0..100 {
            if message::waiting(db, act.at).await.unwrap().is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        jobs.stop().await;
        assert!(message::waiting(db, act.at).await.unwrap().is_empty());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_job_that_fails_keeps_no_other_from_its_work() {
        let site = Site::sample().await;
        let (db, now) = (site.server.store.db(), site.server.now());
        let mut act = anonymous(&site.server, "test");
        act.at = now - CODE_SECONDS;
        let late = NewMessage {
            phone: "13800001234",
            kind: "code",
            body: "123456",
            expires_at: now,
        };
        start_code(db, &act, "13800001234", &[1; 32], Some(late)).await.unwrap();
        // Neither bookings nor cases can be looked at.
        let tx = db.begin().await.unwrap();
        for sql in [
            "ALTER TABLE booking_wait RENAME TO booking_wait_gone",
            "ALTER TABLE service_case RENAME TO service_case_gone",
        ] {
            tx.run(sql, vec![]).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert!(case::alarm(db, &act, &site.server.zone).await.is_err());
        round(&site.server).await;
        assert!(message::waiting(db, act.at).await.unwrap().is_empty());
    }
}
