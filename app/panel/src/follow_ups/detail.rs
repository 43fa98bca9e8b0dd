//! `/admin/follow-ups/{number}`: one follow-up with everything that the viewer may know of it, and its whole chain.

use super::{DueOf, steps::Next};
use crate::{
    evaluations::Photos,
    parts::{Crumbs, Saved},
};
use app::{
    boot::use_boot,
    call::resource,
    complaint::api::ReleaseComplaint,
    evaluation::words as asked,
    follow_up::{
        api::{Detail, Rated, Taken, Told, get_follow_up},
        words,
    },
    lang::{Lang, t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, SelectField, Submit, TextArea, VersionField, words as said},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::{center::CenterId, complaint::Channel, follow_up::Number, hours::LocalMinute, text::Names};

/// See the module.
#[component]
pub(crate) fn DetailPage(number: Number) -> impl IntoView {
    let shown = resource(|| (), move |()| get_follow_up(number));
    view! { <Loaded resource=shown view=|detail: Detail| view! { <One detail /> } /> }
}

#[component]
fn One(detail: Detail) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let row = detail.row.clone();
    let number = row.number;
    let (class, icon, state) = words::state(lang, row.state);
    let unknown =
        words::unknown_year(lang, &row).map(|text| view! { <p class="notice warn"><Icon name="info" />{text}</p> });
    let climbed = words::climbed(lang, row.climbed);
    let climbed = (!climbed.is_empty()).then(|| view! { <p class="why">{climbed}</p> });
    let center = row.center.as_ref().map_or_else(
        || f::no_center(lang).to_owned(),
        |(_, names)| names.get(lang.english()).to_owned(),
    );
    let who = row
        .responsible
        .clone()
        .map(|who| view! { <div><dt>{f::c_who(lang)}</dt><dd>{who}</dd></div> });
    let rated = detail.rated.clone().map(
        |rated| view! { <RatedPart rated inspector=detail.inspector open=row.state.is_open() tries=(detail.tries, detail.next_try) /> },
    );
    let told = detail.told.clone().map(|told| {
        let own = row.center.as_ref().map(|(id, _)| *id);
        view! { <ToldPart told number centers=detail.centers.clone() own inspector=detail.inspector tries=(detail.tries, detail.next_try) open=row.state.is_open() /> }
    });
    let today = use_boot().with_value(|b| b.now.day);
    let steps = chain(lang, today, &detail.steps);
    view! {
        <Crumbs above=("/admin/follow-ups", f::title(lang)) here=number.spaced() />
        <Saved />
        <PageTitle text=f::one_title(lang, number.spaced()) />
        <div class="split">
            <div class="stack">
                <section class="card">
                    <div class="row between"><span class=class><Icon name=icon />{state}</span><DueOf row=row.clone() /></div>
                    {climbed}
                    {unknown}
                    <dl class="facts">
                        <div><dt>{f::c_what(lang)}</dt><dd>{words::about(lang, row.level)}</dd></div>
                        <div><dt>{f::c_center(lang)}</dt><dd>{center}</dd></div>
                        {row.opened.map(|opened| view! { <div><dt>{f::c_opened(lang)}</dt><dd>{said::logged(lang, today, opened)}</dd></div> })}
                        {who}
                    </dl>
                </section>
                {rated}
                {told}
            </div>
            <div class="stack">
                <Next detail />
                <section class="card"><h2>{f::chain(lang)}</h2><ol class="log">{steps}</ol></section>
            </div>
        </div>
    }
}

/// The rating: what was said about which service; how to reach who said it, for who calls back.
#[component]
fn RatedPart(rated: Rated, inspector: bool, open: bool, tries: (u8, Option<LocalMinute>)) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let room = rated.room.as_ref().map(|names| {
        view! { <div><dt>{t::booking::f_room(lang)}</dt><dd>{names.get(lang.english()).to_owned()}</dd></div> }
    });
    let case = rated.case.map(|(number, matter)| {
        let href = format!("/admin/cases/{number}");
        view! { <div><dt>{f::case(lang)}</dt><dd>{matter}" "<a href=href>{number.spaced()}</a></dd></div> }
    });
    let joined = |names: &[Names]| {
        let names: Vec<&str> = names.iter().map(|n| n.get(lang.english())).collect();
        names.join(t::admin::comma(lang))
    };
    let reasons = (!rated.reasons.is_empty()).then(|| {
        view! { <div><dt>{f::reasons(lang)}</dt><dd>{joined(&rated.reasons)}</dd></div> }
    });
    let answers = rated
        .answers
        .iter()
        .map(|(question, values)| {
            view! { <div><dt>{question.get(lang.english()).to_owned()}</dt><dd class="prewrap">{joined(values)}</dd></div> }
        })
        .collect_view();
    let photos = view! { <Photos photos=rated.photos /> };
    let said = if rated.words.is_empty() {
        inspector.then(|| view! { <p class="muted">{f::said_nothing(lang)}</p> }.into_any())
    } else {
        Some(view! { <h3>{f::said(lang)}</h3><p class="prewrap">{rated.words}</p> }.into_any())
    };
    let reach = inspector.then(|| view! { <Reach contact=rated.contact open tries /> });
    view! {
        <section class="card">
            <h2>{f::what(lang)}</h2>
            <dl class="facts">
                <div><dt>{f::service(lang)}</dt><dd>{asked::service(lang, rated.service)}</dd></div>
                {rated.when.map(|(day, outcome)| view! {
                    <div><dt>{f::outcome(lang)}</dt><dd>{asked::outcome(lang, outcome)}</dd></div>
                    <div><dt>{f::day(lang)}</dt><dd>{model::date::parse(&day).map(|day| said::date(lang, day))}</dd></div>
                })}
                {room}
                {case}
                {reasons}
                {answers}
            </dl>
            {said}
            {photos}
            {reach}
        </section>
    }
}

/// Name and telephone of who is called back; how often that was tried, and from when on it counts once more.
#[component]
fn Reach(contact: Option<(String, String)>, open: bool, tries: (u8, Option<LocalMinute>)) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let (tries, next) = tries;
    let next = next.map(|next| view! { <p>{f::next_try(lang, said::at(lang, next))}</p> });
    let called = (tries > 0).then(|| view! { <p class="muted">{f::tries(lang, tries)}</p>{next} });
    match contact {
        Some((name, phone)) => view! {
            <h3>{f::contact(lang)}</h3>
            <p class="row">{name}<a class="btn small" href=format!("tel:{}", model::text::dial(&phone))><Icon name="phone" />{phone.clone()}</a></p>
            {called}
        }
        .into_any(),
        None if open => view! { <p class="muted">{f::no_contact(lang)}</p> }.into_any(),
        None => view! { <p class="muted">{f::contact_closed(lang)}</p> }.into_any(),
    }
}

/// The complaint: for inspectors what was told and by whom, and the form that says what the center may read; for the center that.
#[component]
fn ToldPart(
    told: Told,
    number: Number,
    centers: Vec<(CenterId, Names)>,
    own: Option<CenterId>,
    inspector: bool,
    tries: (u8, Option<LocalMinute>),
    open: bool,
) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let channel = match told.channel {
        Channel::Page => f::channel_page(lang),
        Channel::Telephone => f::channel_telephone(lang),
    };
    let report = told.report.clone().map(|report| {
        let contact = (!report.phone.is_empty()).then(|| {
            let name = if report.name.is_empty() {
                f::anonymous(lang).to_owned()
            } else {
                report.name.clone()
            };
            (name, report.phone.clone())
        });
        let nameless = contact.is_none().then(|| {
            let name = if report.name.is_empty() {
                f::anonymous(lang).to_owned()
            } else {
                report.name.clone()
            };
            view! { <p>{f::reporter(lang)}" "<b>{name}</b></p> }
        });
        view! {
            <section class="card">
                <h2>{f::complaint_words(lang)}</h2>
                <p class="muted">{channel}</p>
                <p class="prewrap">{report.words}</p>
                {nameless}
                <Reach contact open tries />
            </section>
        }
    });
    let released = if told.released.is_empty() {
        view! { <p class="muted">{f::released_none(lang)}</p> }.into_any()
    } else {
        view! { <p class="prewrap">{told.released.clone()}</p> }.into_any()
    };
    let form = (inspector && open).then(|| view! { <Release told number centers own /> });
    view! {
        {report}
        <section class="card"><h2>{f::released(lang)}</h2>{released}{form}</section>
    }
}

#[component]
fn Release(told: Told, number: Number, centers: Vec<(CenterId, Names)>, own: Option<CenterId>) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let action = FormAction::<ReleaseComplaint>::new();
    let choose = (String::new(), f::choose(lang).to_owned());
    let options = std::iter::once(choose)
        .chain(
            centers
                .into_iter()
                .map(|(id, names)| (id.to_string(), names.get(lang.english()).to_owned())),
        )
        .collect();
    let own = own.map(|id| id.to_string()).unwrap_or_default();
    let first = told.released.is_empty();
    view! {
        <details open=first>
            <summary class="btn">{f::release(lang)}</summary>
            <PostForm action then=format!("/admin/follow-ups/{number}?saved=1") reload=true>
                <p>{f::release_lead(lang)}</p>
                <input type="hidden" name="number" value=number.to_string() />
                <VersionField version=told.version />
                <SelectField field="center" label=f::release_center(lang) options value=own />
                <TextArea field="released" label=f::release_words(lang) value=told.released rows=4 />
                <div class="acts"><Submit label=f::release(lang) /></div>
            </PostForm>
        </details>
    }
}

/// Every step, the latest last.
fn chain(lang: Lang, today: Date, steps: &[Taken]) -> impl IntoView + use<> {
    use t::follow_up as f;
    steps
        .iter()
        .map(|taken| {
            let what = match taken.level {
                0 => words::event(lang, taken.step).to_owned(),
                level => format!("{}：{}", words::event(lang, taken.step), words::climbed(lang, level)),
            };
            let term = taken.term.map(|term| view! { " "<span class="muted">{words::term(lang, term)}</span> });
            let who = taken.responsible.clone().map(|who| view! { " "<span class="pill tiny">{f::responsible(lang)}" "{who}</span> });
            let said = if taken.hidden {
                Some(view! { <p class="muted">{f::hidden(lang)}</p> }.into_any())
            } else if taken.words.is_empty() {
                None
            } else {
                Some(view! { <p class="prewrap">{taken.words.clone()}</p> }.into_any())
            };
            let by = if taken.who.is_empty() { t::desk::by_job(lang).to_owned() } else { taken.who.clone() };
            view! { <li><time>{said::logged(lang, today, taken.at)}</time><span class="who">{by}</span><div>{what}{term}{who}{said}</div></li> }
        })
        .collect_view()
}
