//! Residents: signing in by code and by slip, their sessions, what is kept of them and how it is forgotten.

use crate::{
    booking::{TOMORROW, agree, booked, place_of, wish},
    harness::{NOW, World},
};
use model::{
    booking::{State, Wish},
    resident::{
        CODE_PAUSE_SECONDS, CODE_SECONDS, CODE_TRIES, CODES_A_DAY, Resident, SESSION_SECONDS, SLIP_SECONDS,
        SLIP_SESSION_SECONDS,
    },
};
use store::{
    Act, Db,
    booking::{self, By},
    db::Query,
    resident::{
        self,
        session::{self, NewSession},
        sign_in::{Code, Confirmed, code_hash, confirm_code, make_slip, start_code, use_slip},
    },
};

stories! {
    a_code_signs_in_once_and_a_wrong_one_says_how_many_tries_are_left,
    a_code_runs_out_and_there_is_one_a_minute_and_ten_a_day,
    five_tries_are_five_however_many_are_tried_at_once,
    a_right_code_tried_at_once_opens_one_session,
    a_slip_opens_one_session_only,
    a_resident_sees_and_ends_their_sessions,
    everything_that_is_kept_can_be_read_and_is_forgotten_when_asked,
}

const PHONE: &str = "13800001234";

fn hash(code: &str) -> Vec<u8> {
    code_hash(PHONE, code, b"salt")
}

fn device(token: &[u8]) -> NewSession<'_> {
    NewSession {
        token_hash: token,
        device: "手机",
    }
}

async fn send(w: &World, at: i64, code: &str) -> Code {
    start_code(w.db(), &w.act_at(at), PHONE, &hash(code), None)
        .await
        .unwrap()
}

async fn attempt(db: &Db, act: &Act, code: &str, token: &[u8]) -> Confirmed {
    confirm_code(db, act, PHONE, &hash(code), device(token)).await.unwrap()
}

async fn signed_in(w: &World) -> Resident {
    send(w, NOW, "123456").await;
    let Confirmed::Welcome(me) = attempt(w.db(), &w.act(), "123456", &[1; 32]).await else {
        panic!("the code is refused")
    };
    me
}

async fn a_code_signs_in_once_and_a_wrong_one_says_how_many_tries_are_left(w: World) {
    assert_eq!(attempt(w.db(), &w.act(), "123456", &[1; 32]).await, Confirmed::Gone);
    assert_eq!(send(&w, NOW, "123456").await, Code::Send);
    assert_eq!(attempt(w.db(), &w.act(), "654321", &[1; 32]).await, Confirmed::Wrong(4));
    let Confirmed::Welcome(me) = attempt(w.db(), &w.act(), "123456", &[1; 32]).await else {
        panic!("the code is refused")
    };
    assert_eq!((me.phone.as_str(), me.name.as_str()), (PHONE, ""));
    assert_eq!(attempt(w.db(), &w.act(), "123456", &[2; 32]).await, Confirmed::Gone);
    assert_eq!(
        session::lookup(w.db(), &[1; 32], NOW).await.unwrap(),
        Some((me.clone(), false))
    );
    assert_eq!(session::lookup(w.db(), &[2; 32], NOW).await.unwrap(), None);
    resident::rename(w.db(), me.id, "王小明").await.unwrap();
    let found = resident::by_phone(w.db(), PHONE).await.unwrap().unwrap();
    assert_eq!((found.id, found.name.as_str()), (me.id, "王小明"));
    // The code itself is nowhere.
    let row = w
        .db()
        .row("SELECT code_hash FROM resident_code", vec![])
        .await
        .unwrap()
        .unwrap();
    assert_ne!(row.get::<Vec<u8>>("code_hash").unwrap(), b"123456");
}

async fn a_code_runs_out_and_there_is_one_a_minute_and_ten_a_day(w: World) {
    send(&w, NOW, "111111").await;
    assert_eq!(send(&w, NOW + 15, "222222").await, Code::Wait(45));
    let late = w.act_at(NOW + CODE_SECONDS);
    assert_eq!(attempt(w.db(), &late, "111111", &[1; 32]).await, Confirmed::Gone);
    // A new one takes the place of the old one.
    assert_eq!(send(&w, NOW + CODE_PAUSE_SECONDS, "222222").await, Code::Send);
    assert_eq!(
        attempt(w.db(), &w.act_at(NOW + 61), "111111", &[1; 32]).await,
        Confirmed::Wrong(4)
    );
    for i in 2..CODES_A_DAY {
        assert_eq!(
            send(&w, NOW + i * CODE_PAUSE_SECONDS, "333333").await,
            Code::Send,
            "{i}"
        );
    }
    assert_eq!(send(&w, NOW + 3600, "444444").await, Code::Wait(23 * 3600));
    assert_eq!(send(&w, NOW + 24 * 3600, "444444").await, Code::Send);
}

/// Of one device or another.
fn token(of: i64) -> [u8; 32] {
    [u8::try_from(of).unwrap(); 32]
}

async fn five_tries_are_five_however_many_are_tried_at_once(w: World) {
    send(&w, NOW, "123456").await;
    let tries = w.at_once(40, |i, db| {
        let act = w.act();
        async move { attempt(&db, &act, &format!("0000{i:02}"), &token(i)).await }
    });
    let mut wrong = 0;
    for answer in tries.await {
        match answer {
            Confirmed::Wrong(_) => wrong += 1,
            other => assert_eq!(other, Confirmed::Gone),
        }
    }
    assert_eq!(wrong, CODE_TRIES);
    assert_eq!(attempt(w.db(), &w.act(), "123456", &[1; 32]).await, Confirmed::Gone);
}

async fn a_right_code_tried_at_once_opens_one_session(w: World) {
    send(&w, NOW, "123456").await;
    let tries = w.at_once(20, |i, db| {
        let act = w.act();
        async move { attempt(&db, &act, "123456", &token(i)).await }
    });
    let mut welcome = Vec::new();
    for answer in tries.await {
        if let Confirmed::Welcome(me) = answer {
            welcome.push(me);
        }
    }
    assert_eq!(welcome.len(), 1);
    assert_eq!(session::list(w.db(), welcome[0].id, NOW).await.unwrap().len(), 1);
}

async fn a_slip_opens_one_session_only(w: World) {
    let slip: &'static [u8] = &[9; 32];
    make_slip(w.db(), &w.act(), slip, PHONE, false).await.unwrap();
    assert!(
        use_slip(w.db(), &w.act(), &[8; 32], device(&[1; 32]))
            .await
            .unwrap()
            .is_none()
    );
    let used = w.at_once(20, |i, db| {
        let act = w.act();
        async move { use_slip(&db, &act, slip, device(&token(i))).await.unwrap() }
    });
    let welcome: Vec<_> = used.await.into_iter().flatten().collect();
    assert_eq!(welcome.len(), 1);
    assert_eq!(session::list(w.db(), welcome[0].id, NOW).await.unwrap().len(), 1);
    make_slip(w.db(), &w.act(), &[7; 32], PHONE, false).await.unwrap();
    let late = w.act_at(NOW + SLIP_SECONDS);
    assert!(
        use_slip(w.db(), &late, &[7; 32], device(&[99; 32]))
            .await
            .unwrap()
            .is_none()
    );
    // A day, wherever one is; and the owner of the phone hears of it.
    let lives = async |at| session::list(w.db(), welcome[0].id, at).await.unwrap().len();
    assert_eq!(
        (
            lives(NOW + SLIP_SESSION_SECONDS - 1).await,
            lives(NOW + SLIP_SESSION_SECONDS).await
        ),
        (1, 0)
    );
    // They were nobody before; of a second slip the first's owner hears.
    let told = async || {
        let all = store::notice::of_resident(w.db(), welcome[0].id, None, NOW + 60)
            .await
            .unwrap();
        all.into_iter().map(|n| n.kind).collect::<Vec<_>>()
    };
    assert_eq!(told().await, []);
    make_slip(w.db(), &w.act(), &[6; 32], PHONE, false).await.unwrap();
    use_slip(w.db(), &w.act(), &[6; 32], device(&[98; 32]))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(told().await, [model::notice::NoticeKind::SlipSignedIn]);
    // Whoever has shown that the phone is theirs stays signed in as with a code.
    make_slip(w.db(), &w.act(), &[5; 32], PHONE, true).await.unwrap();
    use_slip(w.db(), &w.act(), &[5; 32], device(&[97; 32]))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(lives(NOW + SLIP_SESSION_SECONDS).await, 1);
    let log = w.log().await;
    assert_eq!(
        (log[0].action.as_str(), log[0].subject.as_str(), log[0].detail.as_str()),
        ("resident.make_slip", "138****1234", "checked")
    );
}

async fn a_resident_sees_and_ends_their_sessions(w: World) {
    let me = signed_in(&w).await;
    make_slip(w.db(), &w.act(), &[9; 32], PHONE, false).await.unwrap();
    let later = w.act_at(NOW + 60);
    let again = use_slip(w.db(), &later, &[9; 32], device(&[2; 32])).await.unwrap();
    assert_eq!(again, Some(me.clone()));
    let here = async |token: u8, at| session::lookup(w.db(), &[token; 32], at).await.unwrap().is_some();
    let tokens: Vec<u8> = session::list(w.db(), me.id, NOW)
        .await
        .unwrap()
        .iter()
        .map(|s| s.token_hash[0])
        .collect();
    assert_eq!(tokens, [2, 1]);
    // Somebody else's session is not ended, whoever names it.
    session::end(w.db(), model::id::Id::from_i64(0), &[2; 32])
        .await
        .unwrap();
    assert!(here(2, NOW).await);
    session::end(w.db(), me.id, &[2; 32]).await.unwrap();
    assert!(!here(2, NOW).await);
    // It lasts for 180 days from the last visit.
    let visit = NOW + SESSION_SECONDS - 1;
    assert!(here(1, visit).await);
    assert!(here(1, visit + SESSION_SECONDS - 1).await);
    assert!(!here(1, visit + 3 * SESSION_SECONDS).await);
    assert_eq!(session::end_all(w.db(), me.id).await.unwrap(), 1);
    assert!(!here(1, visit).await);
}

async fn everything_that_is_kept_can_be_read_and_is_forgotten_when_asked(w: World) {
    let at = place_of(&w).await;
    let me = signed_in(&w).await;
    let by = By::Resident(me.id);
    let seat = booked(&w, by, "k", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    let early = booked(&w, by, "l", at.talk, &wish(510, 570, Wish::Whole)).await;
    // Its own act of check-in comes half an hour before it begins.
    let morning = w.act_at(model::booking::slot_start(early.first_slot) - 60);
    booking::check_in(w.db(), &morning, by, early.id).await.unwrap();
    booking::note(w.db(), &morning, seat.id, "王小明坐轮椅").await.unwrap();
    let kept = resident::export(w.db(), me.id).await.unwrap();
    assert_eq!((kept.verified_at, kept.sessions.len()), (Some(NOW), 1));
    let bookings = kept
        .bookings
        .iter()
        .map(|(b, events, beside)| (b.id, events.len(), &*beside.note));
    assert_eq!(
        bookings.collect::<Vec<_>>(),
        [(early.id, 2, ""), (seat.id, 1, "王小明坐轮椅")]
    );
    assert_eq!(kept.resident.name, "王小明");

    make_slip(w.db(), &w.act(), &[9; 32], PHONE, false).await.unwrap();
    resident::erase(w.db(), &morning, &crate::follow_up::zone(), me.id)
        .await
        .unwrap();
    resident::erase(w.db(), &morning, &crate::follow_up::zone(), me.id)
        .await
        .unwrap();
    for sql in [
        "SELECT COUNT(*) AS n FROM resident WHERE phone LIKE '138%' OR name <> ''",
        "SELECT COUNT(*) AS n FROM booking WHERE name <> '' OR purpose <> '' OR reason <> ''",
        "SELECT COUNT(*) AS n FROM booking WHERE note <> '' OR waiver <> ''",
        "SELECT COUNT(*) AS n FROM resident_code",
        "SELECT COUNT(*) AS n FROM resident_slip",
        "SELECT COUNT(*) AS n FROM resident_session",
        "SELECT COUNT(*) AS n FROM booking_event WHERE detail LIKE '%王%' OR who LIKE '%王小明%'",
        "SELECT COUNT(*) AS n FROM audit WHERE detail LIKE '%13800001234%' OR subject LIKE '%13800001234%'",
    ] {
        let n: i64 = w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap();
        assert_eq!(n, 0, "{sql}");
    }
    let states: Vec<_> = booking::of_resident(w.db(), me.id, TOMORROW)
        .await
        .unwrap()
        .iter()
        .map(|b| (b.id, b.state, b.phone.clone()))
        .collect();
    assert_eq!(
        states,
        [
            (early.id, State::CheckedIn, String::new()),
            (seat.id, State::Cancelled, String::new())
        ]
    );
    assert_eq!(agree(&w).await, 1);
    assert!(resident::by_phone(w.db(), PHONE).await.unwrap().is_none());
    // Whoever comes back is somebody new.
    let again = signed_in(&w).await;
    assert_ne!(again.id, me.id);
}
