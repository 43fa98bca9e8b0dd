//! A resident writes a case at home: what the form needs, and keeping or sending what was written.

use super::{
    KEY, noise,
    slots::{of_resident, request},
};
use crate::{
    booking::reach::own_act,
    case::own_api::{Begin, Slots, Written},
    server::{Server, resident, server},
};
use jiff::civil::Date;
use model::{
    AppError, Problem,
    case::{Number, Own, OwnInput, State, Whom},
    center::{CenterId, CenterKind},
    date,
    hours::{fmt_minute, hours_on},
    matter::{Answers, Content, Mode, Outcome},
    text::clean,
};
use store::{
    booking::Wanted,
    case::{Case, Writing},
    matter::{Catalog, Matter},
};

/// See [`crate::case::own_api::begin_case`].
pub async fn begin([code, mode, center, draft]: [&str; 4], answers: Answers) -> Result<Begin, AppError> {
    let who = resident()?;
    let server = server()?;
    let db = server.store.db();
    let catalog = server.store.catalog().await?;
    let directory = server.store.directory(server.local_now().day).await?;
    let kept = match draft {
        "" => None,
        number => {
            let number: Number = number.parse().map_err(|_| AppError::NotFound)?;
            Some(store::case::own(db, who.id, number).await?)
        }
    };
    let matter = match &kept {
        Some(case) => store::matter::get(db, case.matter).await?,
        None => store::matter::by_code(db, code).await?,
    };
    let matter = matter.ok_or(AppError::NotFound)?;
    let content = &matter.content;
    let mut centers: Vec<_> = directory
        .entries()
        .iter()
        .filter(|entry| !matter.retired && handles(&catalog, &matter, entry.id, entry.kind))
        .map(|entry| (entry.kind != CenterKind::Town, entry.id, entry.names.clone()))
        .collect();
    centers.sort_by_key(|(village, ..)| *village);
    let centers: Vec<(CenterId, _)> = centers.into_iter().map(|(_, id, names)| (id, names)).collect();
    let modes: Vec<Mode> = content.modes.iter().copied().filter(|mode| mode.is_online()).collect();
    let mut input = match &kept {
        Some(case) => written(case),
        None => OwnInput {
            // One that is not offered is said to be by the form; none is the first that is.
            mode: match (mode, modes.first()) {
                ("", Some(first)) => first.code().to_owned(),
                (mode, _) => mode.to_owned(),
            },
            whom: Whom::answered(&answers).unwrap_or(Whom::Myself).code().to_owned(),
            me: who.name.clone(),
            answers,
            ..OwnInput::default()
        },
    };
    if let Some(asked) = center
        .parse::<CenterId>()
        .ok()
        .filter(|id| centers.iter().any(|(c, _)| c == id))
    {
        input.center = asked.to_string();
    } else if input.center.is_empty()
        && let [(only, _)] = centers[..]
    {
        input.center = only.to_string();
    }
    let chosen = input.center.parse::<CenterId>().ok();
    let wants_slot = modes.contains(&Mode::Appointment);
    let slots = match chosen.filter(|_| wants_slot && !matter.retired) {
        Some(id) => of_resident(&server, id).await?,
        None => Slots::default(),
    };
    let cases = store::case::of_resident(db, who.id).await?;
    let lies = |case: &&Case| {
        case.state == State::Draft && case.matter == matter.id && kept.as_ref().is_none_or(|k| k.id != case.id)
    };
    let others = cases.iter().filter(lies).map(|case| case.number).collect();
    // The draft keeps the version that it began with.
    let shown = match &kept {
        Some(case) => store::case::content(db, case).await?,
        None => content.clone(),
    };
    let (_, stop, unanswered) = narrowed(&shown, &input.answers);
    let [bring, bring_other] =
        Whom::ALL.map(|whom| narrowed(&shown, &whom.corrected(&shown.questions, input.answers.clone())).0);
    Ok(Begin {
        code: content.code.clone(),
        matter: content.name.clone(),
        retired: matter.retired,
        modes,
        centers,
        draft: kept.as_ref().map(|case| (case.number, case.version)),
        sent: kept.as_ref().is_some_and(|case| case.state != State::Draft),
        input,
        others,
        bring,
        bring_other,
        stop,
        unanswered,
        slots,
        key: server.key(),
    })
}

fn handles(catalog: &Catalog, matter: &Matter, id: CenterId, kind: CenterKind) -> bool {
    catalog
        .get(&matter.content.code)
        .is_some_and(|matter| catalog.handles(matter, id, kind))
}

fn narrowed(content: &Content, answers: &Answers) -> (Vec<model::matter::Material>, String, bool) {
    match content.narrow(answers).outcome {
        Outcome::Bring(materials) => (materials.into_iter().cloned().collect(), String::new(), false),
        Outcome::Stop(choice) => (Vec::new(), choice.stop.clone(), false),
        Outcome::Ask(_) => (Vec::new(), String::new(), true),
    }
}

/// What stands in a draft, as the form shows it. A slot is chosen anew: it was not held.
fn written(case: &Case) -> OwnInput {
    let other = case.whom == Whom::Other;
    let minute = |minute: u16| {
        if minute == 0 { String::new() } else { fmt_minute(minute) }
    };
    let home = case.mode == Mode::HomeVisit;
    let when = |text: String| if home { text } else { String::new() };
    OwnInput {
        mode: case.mode.code().to_owned(),
        center: case.center.to_string(),
        whom: case.whom.code().to_owned(),
        me: if other { case.agent.clone() } else { case.name.clone() },
        name: if other { case.name.clone() } else { String::new() },
        consent: if case.consent_at.is_some() && other {
            "1".to_owned()
        } else {
            String::new()
        },
        address: case.visit.address.clone(),
        day: when(case.visit.day.map(date::format).unwrap_or_default()),
        from: when(minute(case.visit.from)),
        to: when(minute(case.visit.to)),
        slot: String::new(),
        note: case.note.clone(),
        answers: case.answers.clone(),
    }
}

/// See [`crate::case::own_api::write_case`].
pub async fn write(
    [key, code, draft]: [&str; 3],
    version: i64,
    input: &OwnInput,
    go: &str,
) -> Result<Written, AppError> {
    let who = resident()?;
    let server = server()?;
    let db = server.store.db();
    let key = clean("key", key, true, KEY).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let kept = match draft {
        "" => None,
        number => {
            let number: Number = number.parse().map_err(|_| AppError::NotFound)?;
            Some(store::case::own(db, who.id, number).await?)
        }
    };
    // What was still to come when it was sent first may be over where it is sent again.
    let asked = store::case::written_at(db, who.id, &key).await?;
    let now = server.local(asked.unwrap_or(server.now()));
    let send = go == "send";
    // What is looked over before it is sent lacks nothing.
    let whole = send || go == "check";
    // A repeat is what it was when its hours were looked at.
    let mut own = match input.visited().filter(|_| whole && asked.is_none()) {
        Some((center, day)) => visited(&server, input, center, day).await?,
        None => input.check(now, whole)?,
    };
    let catalog = server.store.catalog().await?;
    let offered = catalog.get(code).map(|matter| &matter.content);
    let content = match &kept {
        Some(case) => Some(store::case::content(db, case).await?),
        None => offered.cloned(),
    };
    // Of a matter that is not there the store says so.
    if let Some(content) = &content {
        own.answers = own.whom.corrected(&content.questions, own.answers);
    }
    let wanted = match own.slot.filter(|_| send) {
        Some(slot) => {
            let what = match &kept {
                Some(case) => case.matter_name.clone(),
                None => offered.map(|matter| matter.name.zh.clone()).unwrap_or_default(),
            };
            Some(request(slot, &own.me, &who.phone, &what).await?)
        }
        None => None,
    };
    let writing = Writing {
        key: &key,
        resident: who.id,
        of: kept.as_ref().map(|case| (case.id, version)),
        matter: code,
        own: &own,
        send,
        slot: wanted.as_ref().map(|(room, request, local)| Wanted {
            room: *room,
            request,
            local: *local,
        }),
        noise: noise(&server),
    };
    let number = store::case::write(db, &own_act(&server), &server.zone, &writing).await?;
    server.outbox.notify_one();
    let then = match go {
        "send" => format!("/me/cases/{number}?new=1"),
        "look" | "check" => {
            let kept = store::case::own(db, who.id, number).await?;
            // Another address each time, so that the page is loaded anew with the draft as it is now.
            let (code, version) = (kept.matter_code, kept.version);
            let page = format!("/matters/{code}/start?draft={number}&seen={version}");
            match (go, own.slot) {
                ("look", _) => format!("{page}#when"),
                // A draft holds no time at the counter: it travels in the address.
                (_, Some(slot)) => {
                    let slot = serde_urlencoded::to_string([("slot", slot.value())]).unwrap_or_default();
                    format!("{page}&check=1&{slot}")
                }
                _ => format!("{page}&check=1"),
            }
        }
        _ => format!("/me/cases/{number}?kept=1"),
    };
    leptos_axum::redirect(&then);
    Ok(Written { number, then })
}

/// The whole of a visit at home, if somebody of the center can come then.
async fn visited(server: &Server, input: &OwnInput, center: CenterId, day: Date) -> Result<Own, AppError> {
    let now = server.local_now();
    let directory = server.store.directory(now.day).await?;
    let entry = directory
        .get(center)
        .ok_or_else(|| AppError::field("center", Problem::NotThere))?;
    input.check_visit(now, hours_on(&entry.hours, &entry.exceptions, day))
}
