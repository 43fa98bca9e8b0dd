//! A case goes to another center of the same town: where it may go, what goes on, who still sees it, and that nobody is overtaken unheard.

use crate::{
    case::{DAY, act_of, count, filter, new, opens, refused, step, takes, town},
    follow_up::zone,
    harness::{NOW, TODAY, World, division_of, one_has_won},
};
use model::{
    Problem,
    case::{Actor, NewStep, State, Step, Wait},
    center::{CenterId, CenterInput},
    figures::Period,
    hours::LocalMinute,
    matter::Mode,
    notice::NoticeKind,
};
use store::{
    case::{self, Away, Case, Counts, Filter, Taking, Yours},
    center, matter, notice,
    statistics::{Axis, Of, figures, fold},
    town::{hand_ups, handed_up, loads},
};

stories! {
    a_case_goes_to_another_center_and_its_promise_goes_on,
    a_case_goes_only_where_it_is_handled_in_the_own_town,
    a_case_goes_nowhere_while_papers_of_it_are_held,
    who_hands_a_case_up_gets_it_back,
    of_two_who_send_a_case_elsewhere_at_once_one_does,
    what_is_overdue_is_told_where_the_case_has_gone,
    a_case_is_open_where_it_has_gone_and_found_where_it_was_received,
    what_was_transferred_is_listed_as_that_whatever_else_is_asked,
    what_was_handed_up_is_listed_as_that_until_it_is_back,
    a_case_is_counted_where_it_was_received,
}

fn to(center: CenterId) -> NewStep {
    NewStep {
        center: Some(center),
        ..step(Step::Transfer)
    }
}

async fn open_at(w: &World, center: CenterId) -> Vec<Case> {
    let centers = [center];
    let of = Filter {
        centers: Some(&centers),
        ..filter()
    };
    case::list(w.db(), &of).await.unwrap()
}

/// How many stand in a center's line of the town's screen.
async fn standing(w: &World, center: CenterId) -> u32 {
    let loads = loads(w.db(), filter().now).await.unwrap();
    let own = loads.iter().filter(|load| load.center == center);
    own.map(|load| load.standing.open).sum()
}

async fn a_case_goes_to_another_center_and_its_promise_goes_on(w: World) {
    let t = town(&w).await;
    let beside = w.center("西风村党群服务中心").await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let accepted = takes(&w, &t, one.number, &step(Step::Accept), NOW).await.unwrap();
    assert_eq!(open_at(&w, beside).await, []);
    let now = takes(&w, &t, one.number, &to(beside), NOW + DAY).await.unwrap();
    // Who received it first stays accountable; nobody works on it, and what was promised is promised.
    assert_eq!((now.handler, now.home, now.center), (beside, beside, t.village));
    assert_eq!((now.first_contact, now.assignee), (Some(t.staff), None));
    assert_eq!((now.state, now.due), (State::Accepted, accepted.due));
    assert_eq!((standing(&w, t.village).await, standing(&w, beside).await), (0, 1));
    assert_eq!(open_at(&w, beside).await.len(), 1);
    // Nothing was handed up.
    assert_eq!(hand_ups(w.db(), filter().now).await.unwrap(), []);
    let events = case::events(w.db(), one.id, &zone()).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!(
        (last.step, last.center, last.words.as_str()),
        (Step::Transfer, Some(beside), "情况说明")
    );
    let told = notice::of_resident(w.db(), now.resident, None, i64::MAX).await.unwrap();
    let told = told.iter().find(|n| n.kind == NoticeKind::CaseTransferred).unwrap();
    assert!(told.words.ends_with("\n西风村党群服务中心\t"), "{:?}", told.words);
    // It is worked on there to its end, and comes back where it came from by the same way.
    let begun = takes(&w, &t, one.number, &step(Step::Begin), NOW + DAY).await.unwrap();
    assert_eq!((begun.handler, begun.due), (beside, accepted.due));
    let back = takes(&w, &t, one.number, &to(t.village), NOW + DAY).await.unwrap();
    assert_eq!(
        (back.handler, back.home, back.state),
        (t.village, t.village, State::InProgress)
    );
    let decided = takes(&w, &t, one.number, &step(Step::Decide), NOW + DAY).await.unwrap();
    assert_eq!(decided.state, State::Decided);
    refused(
        takes(&w, &t, one.number, &to(beside), NOW + DAY).await,
        "step",
        Problem::NotNow,
    );
}

async fn a_case_goes_only_where_it_is_handled_in_the_own_town(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let centers = async || -> Vec<CenterId> {
        let all = case::beside(w.db(), &one).await.unwrap();
        all.into_iter().map(|center| center.id).collect()
    };
    assert_eq!(centers().await, [], "nobody else is there");
    let beside = w.center("西风村党群服务中心").await;
    let closed = w.center("南风村党群服务中心").await;
    let not_there = w.center("北风村党群服务中心").await;
    center::retire(w.db(), &w.act(), closed, 1).await.unwrap();
    matter::set_places(w.db(), &w.act(), one.matter, &[(not_there, false)])
        .await
        .unwrap();
    for (code, parent, level) in [
        ("152223101000", "", "town"),
        ("152223101201", "152223101000", "village"),
    ] {
        let division = division_of(code, parent, code, level);
        store::division::create(w.db(), &w.act(), code, &division)
            .await
            .unwrap();
    }
    let input = CenterInput {
        kind: "village".into(),
        division: "152223101201".into(),
        name: "别处的村党群服务中心".into(),
        ..CenterInput::default()
    };
    let far = center::create(w.db(), &w.act(), "far", &input.check().unwrap())
        .await
        .unwrap();
    // Up to the town is another step.
    for wrong in [t.village, t.town, closed, not_there, far] {
        refused(
            takes(&w, &t, one.number, &to(wrong), NOW).await,
            "center",
            Problem::NotThere,
        );
    }
    refused(
        takes(&w, &t, one.number, &step(Step::Transfer), NOW).await,
        "center",
        Problem::NotThere,
    );
    assert_eq!(centers().await, [beside]);
    // A matter that is retired by now is handled to its end where it was handled.
    matter::retire(w.db(), &w.act(), one.matter, true).await.unwrap();
    assert_eq!(centers().await, [beside]);
    assert!(takes(&w, &t, one.number, &to(beside), NOW).await.is_ok());
}

async fn a_case_goes_nowhere_while_papers_of_it_are_held(w: World) {
    let t = town(&w).await;
    let beside = w.center("西风村党群服务中心").await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    takes(&w, &t, one.number, &step(Step::PaperIn), NOW).await.unwrap();
    let held = takes(&w, &t, one.number, &to(beside), NOW).await;
    refused(held, "step", Problem::PapersHere);
    let now = case::by_id(w.db(), one.id).await.unwrap();
    assert_eq!((now.handler, now.papers), (t.village, 1), "nothing was written");
    let back = NewStep {
        paper: Some(case::papers(w.db(), one.id).await.unwrap()[0].id),
        ..step(Step::PaperOut)
    };
    takes(&w, &t, one.number, &back, NOW).await.unwrap();
    let now = takes(&w, &t, one.number, &to(beside), NOW).await.unwrap();
    assert_eq!((now.handler, now.papers), (beside, 0));
}

async fn who_hands_a_case_up_gets_it_back(w: World) {
    let t = town(&w).await;
    let beside = w.center("西风村党群服务中心").await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    takes(&w, &t, one.number, &step(Step::Accept), NOW).await.unwrap();
    takes(&w, &t, one.number, &to(beside), NOW).await.unwrap();
    let up = NewStep {
        center: Some(t.town),
        days: Some(2),
        ..step(Step::HandUp)
    };
    let now = takes(&w, &t, one.number, &up, NOW).await.unwrap();
    assert_eq!((now.handler, now.home, now.center), (t.town, beside, t.village));
    let pairs = hand_ups(w.db(), filter().now).await.unwrap();
    assert_eq!((pairs.len(), pairs[0].from, pairs[0].to), (1, beside, t.town));
    // Who gets it back has it in their list, too; the town sends it nowhere else.
    for (center, is) in [(t.town, 1), (beside, 1), (t.village, 0)] {
        assert_eq!(open_at(&w, center).await.len(), is);
    }
    let elsewhere = takes(&w, &t, one.number, &to(t.village), NOW).await;
    refused(elsewhere, "step", Problem::NotNow);
    let back = takes(&w, &t, one.number, &step(Step::Return), NOW + DAY).await.unwrap();
    assert_eq!((back.handler, back.state), (beside, State::InProgress));
}

async fn of_two_who_send_a_case_elsewhere_at_once_one_does(w: World) {
    let t = town(&w).await;
    let beside = [
        w.center("西风村党群服务中心").await,
        w.center("南风村党群服务中心").await,
    ];
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let sent = w.at_once(10, |n, db| {
        let (act, id, version) = (act_of(&w, &t, NOW), one.id, one.version);
        let new = to(beside[usize::from(n % 2 == 1)]);
        async move {
            let taking = Taking {
                version,
                actor: Actor::Staff,
                step: &new,
                answer: "",
            };
            case::take(&db, &act, &zone(), id, &taking).await
        }
    });
    one_has_won(sent.await);
    let sent = "SELECT COUNT(*) AS n FROM case_event WHERE step = 'transfer'";
    assert_eq!(count(&w, sent).await, 1);
    let (first, second) = (open_at(&w, beside[0]).await.len(), open_at(&w, beside[1]).await.len());
    assert_eq!(first + second, 1);
}

async fn what_is_overdue_is_told_where_the_case_has_gone(w: World) {
    let t = town(&w).await;
    let beside = w.center("西风村党群服务中心").await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    takes(&w, &t, one.number, &to(beside), NOW).await.unwrap();
    case::alarm(w.db(), &w.act_at(NOW + 40 * DAY), &zone()).await.unwrap();
    let now = case::by_id(w.db(), one.id).await.unwrap();
    assert!(now.climbed > 0);
    let staff_of = |center: CenterId| Yours {
        me: model::staff::StaffId::from_i64(7),
        staff: vec![center],
        leads: Vec::new(),
        town: Vec::new(),
    };
    for (center, is) in [(beside, true), (t.village, false)] {
        let yours = staff_of(center);
        assert_eq!(yours.is(&now), is);
        let told = Filter {
            yours: Some(&yours),
            only_yours: true,
            ..filter()
        };
        let told = case::list(w.db(), &told).await.unwrap();
        assert_eq!(told.len(), usize::from(is));
    }
}

async fn a_case_is_open_where_it_has_gone_and_found_where_it_was_received(w: World) {
    let t = town(&w).await;
    let beside = w.center("西风村党群服务中心").await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let now = filter().now;
    let later = LocalMinute {
        day: model::date::after(TODAY, 60).unwrap(),
        minute: 0,
    };
    let counts = async |centers: Option<&[CenterId]>, now: LocalMinute| -> Counts {
        case::counts(w.db(), centers, None, now).await.unwrap()
    };
    let (from, to_it) = ([t.village], [beside]);
    let fresh = Counts {
        open: 1,
        fresh: 1,
        ..Counts::default()
    };
    let nothing = Counts::default();
    assert_eq!(counts(Some(&from[..]), now).await, fresh);
    assert_eq!(counts(Some(&to_it[..]), now).await, nothing);
    takes(&w, &t, one.number, &to(beside), NOW).await.unwrap();
    // Nobody there could accept it: it is new, and late, where it is; who received it knows that it has gone.
    let gone = Counts { sent: 1, ..nothing };
    let late = Counts { overdue: 1, ..fresh };
    assert_eq!(counts(Some(&from[..]), now).await, gone);
    assert_eq!(counts(Some(&from[..]), later).await, gone);
    assert_eq!(counts(Some(&to_it[..]), now).await, fresh);
    assert_eq!(counts(Some(&to_it[..]), later).await, late);
    // It is one case, however many look at it together.
    for all in [Some(&[t.village, beside][..]), None] {
        assert_eq!(counts(all, now).await, Counts { sent: 1, ..fresh });
    }
    let number = one.number.to_string();
    let listed = async |centers: &[CenterId], sent: bool, text: &str| -> usize {
        let of = Filter {
            centers: Some(centers),
            away: sent.then_some(Away::Sent),
            text,
            ..filter()
        };
        case::list(w.db(), &of).await.unwrap().len()
    };
    for (centers, has, sent) in [(&from[..], 0, 1), (&to_it[..], 1, 0), (&[t.village, beside][..], 1, 1)] {
        assert_eq!(listed(centers, false, "").await, has);
        assert_eq!(listed(centers, true, "").await, sent);
        assert_eq!(listed(centers, false, &number).await, 1, "who looks for it finds it");
    }
    // Where it was received it is as if it had never been away, once it is back.
    takes(&w, &t, one.number, &to(t.village), NOW).await.unwrap();
    assert_eq!(counts(Some(&from[..]), now).await, fresh);
    assert_eq!(counts(Some(&to_it[..]), now).await, nothing);
    assert_eq!(listed(&to_it, false, &number).await, 0);
}

async fn what_was_transferred_is_listed_as_that_whatever_else_is_asked(w: World) {
    let t = town(&w).await;
    let beside = w.center("西风村党群服务中心").await;
    let stays = opens(&w, &t, "stays", &new(Mode::Assisted)).await.unwrap();
    let goes = opens(&w, &t, "goes", &new(Mode::Assisted)).await.unwrap();
    for number in [stays.number, goes.number] {
        takes(&w, &t, number, &step(Step::Accept), NOW).await.unwrap();
    }
    takes(&w, &t, goes.number, &to(beside), NOW).await.unwrap();
    let (from, both) = ([t.village], [t.village, beside]);
    let listed = async |text: &str, state: Option<State>, ended: bool, away: Option<Away>| {
        let mut all = Vec::new();
        for centers in [Some(&from[..]), Some(&both[..]), None] {
            let of = Filter {
                centers,
                text,
                state,
                ended,
                away,
                ..filter()
            };
            let mut found = case::list(w.db(), &of).await.unwrap();
            found.sort_by_key(|one| one.id);
            all.push(found.into_iter().map(|one| one.number).collect::<Vec<_>>());
        }
        assert!(
            all.windows(2).all(|two| two[0] == two[1]),
            "{text:?} {state:?}: {all:?}"
        );
        all.remove(0)
    };
    let sent = Some(Away::Sent);
    // Both are the same person's: looking for them brings nobody's case into the list that has not gone.
    assert_eq!(listed("李玉", None, false, None).await, [stays.number, goes.number]);
    for text in ["李玉", "", &goes.number.to_string()] {
        assert_eq!(listed(text, None, false, sent).await, [goes.number], "{text:?}");
    }
    assert_eq!(listed(&stays.number.to_string(), None, false, sent).await, []);
    // What has ended since was transferred all the same.
    for number in [stays.number, goes.number] {
        takes(&w, &t, number, &step(Step::Decide), NOW).await.unwrap();
    }
    for text in ["", "李玉"] {
        assert_eq!(listed(text, None, false, sent).await, []);
        assert_eq!(listed(text, None, true, sent).await, [goes.number]);
        assert_eq!(listed(text, Some(State::Decided), false, sent).await, [goes.number]);
        assert_eq!(listed(text, Some(State::Void), false, sent).await, []);
    }
    let decided = listed("", Some(State::Decided), false, None).await;
    assert_eq!(decided, [stays.number, goes.number]);
}

async fn what_was_handed_up_is_listed_as_that_until_it_is_back(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let up = NewStep {
        center: Some(t.town),
        days: Some(2),
        ..step(Step::HandUp)
    };
    let wait = NewStep {
        wait: Some(Wait::Special),
        ..step(Step::Pause)
    };
    // Whoever looks at some centers sees what either of them has a part in; the table of the town's screen says the same.
    let listed = async |is: usize| {
        let (village, town, both) = ([t.village], [t.town], [t.village, t.town]);
        for centers in [Some(&village[..]), Some(&town[..]), Some(&both[..]), None] {
            let of = Filter {
                centers,
                away: Some(Away::Up),
                ..filter()
            };
            assert_eq!(case::list(w.db(), &of).await.unwrap().len(), is, "{centers:?}");
            let named = Filter { text: "李玉", ..of };
            assert_eq!(case::list(w.db(), &named).await.unwrap().len(), is, "{centers:?}");
            assert_eq!(handed_up(w.db(), centers, 9).await.unwrap().len(), is, "{centers:?}");
        }
    };
    listed(0).await;
    takes(&w, &t, one.number, &step(Step::Accept), NOW).await.unwrap();
    for (step, is) in [(up, 1), (wait, 1), (step(Step::Resume), 1), (step(Step::Return), 0)] {
        takes(&w, &t, one.number, &step, NOW).await.unwrap();
        listed(is).await;
    }
}

/// Opened cases and decided ones.
async fn counted(w: &World, center: CenterId) -> (i64, i64) {
    let centers = [center];
    let of = Of {
        first: Period::Month(2026, 1),
        last: Period::Month(2026, 12),
        centers: Some(&centers),
        mode: None,
        channel: None,
        matter: None,
    };
    let parts = w.store.statistics(Axis::Center, &of).await.unwrap();
    let sum = figures(&parts, |_| Some(())).remove(&()).unwrap_or_default();
    (sum.counted.opened, sum.counted.decided())
}

async fn a_case_is_counted_where_it_was_received(w: World) {
    let t = town(&w).await;
    let beside = w.center("西风村党群服务中心").await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    for new in [step(Step::Accept), to(beside), step(Step::Decide)] {
        takes(&w, &t, one.number, &new, NOW).await.unwrap();
    }
    fold(w.db(), &w.act()).await.unwrap();
    // Once as it came and once as it ended, in the same line: else one center had cases that never end, and another ends of none.
    assert_eq!(counted(&w, t.village).await, (1, 1));
    assert_eq!(counted(&w, beside).await, (0, 0));
    // How it was is asked of the center that has ended it.
    let asked = "SELECT COUNT(*) AS n FROM evaluation_ask a JOIN service_case c ON c.handler_id = a.center_id WHERE a.service = 'case'";
    assert_eq!(count(&w, asked).await, 1);
}
