//! `/admin/counter`: the counter screen. One box finds a person, a case or a matter; a caller's case is registered from the keyboard
//! alone; beside it stands what is due and who comes today.

mod slot;
mod today;

use super::{
    cases::Table,
    parts::{hands_on, use_query},
};
use app::{
    booking::desk_api::get_desk as get_bookings,
    call::resource,
    case::{
        api::{Desk, Noticed, OfCenter, Offered, OpenCase, Opened, Row, get_desk, get_visits},
        unsent::{self, Unsent},
        words,
    },
    lang::{Lang, t, use_lang},
    ui::{
        Field, Fold, FormAction, FormState, Icon, KeyField, Loaded, OnEnter, PageTitle, PostForm, SelectField, Submit,
        TextField, field_id, take_along, take_along_without, words as said,
    },
};
use leptos::prelude::*;
use model::{
    AppError,
    case::{Decision, Number},
    center::CenterId,
    matter::Mode,
};
use slot::SlotField;
use today::{Today, Waited};

/// See the module.
#[component]
pub(super) fn CounterPage() -> impl IntoView {
    let query = use_query();
    let asked = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        (get("center"), get("q"), get("notice"))
    });
    let look = StoredValue::new(slot::looked());
    let desk = resource(
        move || asked.get(),
        move |(center, q, notice)| get_desk(center, q, notice, look.get_value()),
    );
    // Beside the other and not inside of what waits for it, where the two sides might number it differently.
    let bookings = resource(
        move || asked.with(|(center, ..)| center.clone()),
        |center| get_bookings(center, String::new()),
    );
    let visits = resource(
        move || asked.with(|(center, ..)| center.clone()),
        |center| get_visits(center, String::new(), String::new()),
    );
    let waited = Waited { bookings, visits };
    view! { <Loaded resource=desk view=move |desk: Desk| view! { <Counter desk waited /> } /> }
}

#[component]
fn Counter(desk: Desk, waited: Waited) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let chosen = desk.of.as_ref().map(|of| of.center);
    let choice = (desk.centers.len() > 1).then(|| {
        let options = desk
            .centers
            .iter()
            .map(|(id, names)| {
                let names = names.get(lang.english()).to_owned();
                view! { <option value=id.to_string() selected=chosen == Some(*id)>{names}</option> }
            })
            .collect_view();
        // What is chosen is not yet what one registers in.
        let still = desk
            .of
            .as_ref()
            .map(|of| c::still(lang, of.names.get(lang.english()), c::choose(lang)));
        let elsewhere = RwSignal::new(false);
        let moved = move |ev| elsewhere.set(chosen.is_some_and(|id| event_target_value(&ev) != id.to_string()));
        view! {
            <form method="get" action="/admin/counter" class="filters row">
                <label for="counter-center">{c::center(lang)}</label>
                <select class="in" id="counter-center" name="center" on:change=moved>{options}</select>
                <button class="btn">{c::choose(lang)}</button>
                <span role="status">{move || {
                    let still = still.clone();
                    elsewhere.get().then(|| view! { <span class="pill warn">{still}</span> })
                }}</span>
            </form>
        }
    });
    unsent::at_work();
    let waits = view! { <Unsent centers=desk.centers.clone() chosen=desk.of.as_ref().map(|of| of.center) clears=desk.clears /> };
    let title = match &desk.of {
        Some(of) => format!("{} · {}", c::counter(lang), of.names.get(lang.english())),
        None => c::counter(lang).to_owned(),
    };
    let done = use_query().with_untracked(|q| q.get("done"));
    let done = done.and_then(|number| number.parse::<Number>().ok()).map(|number| {
        view! {
            <p class="notice good" role="status"><Icon name="check" /><span id="done">{c::done(lang, number.spaced())}</span>" "
                <a href=format!("/admin/cases/{number}")>{c::look(lang)}</a>" "
                <a href=format!("/admin/cases/{number}/receipt") id="receipt" aria-describedby="done">{c::receipt(lang)}</a></p>
        }
    });
    let body = match desk.of {
        Some(of) => view! { <Center of waited /> }.into_any(),
        None => view! { <p class="muted">{c::pick(lang)}</p> }.into_any(),
    };
    view! { <PageTitle text=title />{choice}{waits}{done}{body} }
}

#[component]
fn Center(of: OfCenter, waited: Waited) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let (q, wanted, noticed, fill) = use_query().with_untracked(|q| {
        let get = |name: &str| q.get(name).unwrap_or_default();
        (get("q"), get("matter"), get("notice"), q.get("fill").is_some())
    });
    let center = of.center;
    let name_of = |code: &String| of.matters.iter().find(|m| m.code == *code).cloned();
    let found: Vec<Offered> = of.found.iter().filter_map(name_of).collect();
    // What was looked for and found alone is what is meant.
    let alone = found.is_empty() && of.cases.is_empty();
    let notice = of.notice.clone().filter(|_| alone || !noticed.is_empty());
    let begun = notice.clone().filter(|notice| !notice.elsewhere);
    let matter = match (&wanted[..], &found[..], &begun) {
        (_, _, Some(notice)) => notice.matter.0.clone(),
        ("", [only], None) => only.code.clone(),
        (wanted, ..) => wanted.to_owned(),
    };
    let matter = name_of(&matter).map_or(matter, |m| label(&m, lang.english()));
    // On the receipt of what was registered; else in the form, once the box has found the matter or the person; else in the box.
    let done = use_query().with_untracked(|q| q.get("done").is_some());
    hands_on(match (done, matter.is_empty(), fill) {
        (true, ..) => "receipt".to_owned(),
        (_, false, _) => field_id("name"),
        (_, true, true) => field_id("matter"),
        (_, true, false) => "counter-q".to_owned(),
    });
    let hits = found
        .into_iter()
        .map(|m| {
            let text = label(&m, lang.english());
            // A form and no link: what was typed beside it comes along.
            view! {
                <li><form method="get" action="/admin/counter#register" on:submit=|_| take_along()>
                    <input type="hidden" name="center" value=center.to_string() />
                    <button class="btn" name="matter" value=m.code>{text}</button>
                </form></li>
            }
        })
        .collect_view();
    let called = of.known.as_ref().is_some_and(|(name, _)| !name.is_empty());
    let nothing = !q.is_empty() && alone && of.notice.is_none() && !called;
    let known = of
        .known
        .clone()
        .map(|(name, phone)| view! { <Known center name phone filled=fill /> });
    let by_notice = of
        .notice
        .clone()
        .map(|notice| view! { <NoticeHit center notice begun=begun.is_some() /> });
    let cases = (!of.cases.is_empty()).then(|| view! { <Table rows=of.cases.clone() caption=c::found_cases(lang) /> });
    let searched = (!q.is_empty()).then(|| {
        view! {
            <section class="stack close" aria-label=c::found(lang)>
                {known}
                {nothing.then(|| view! { <p role="status">{c::found_nothing(lang)}</p> })}
                <ul class="plain row wrap">{hits}</ul>
                {cases}
            </section>
        }
    });
    let searched = view! { {searched}{by_notice} };
    let due = of.due.clone();
    view! {
        <form method="get" action="/admin/counter" role="search" class="counter-find row" on:submit=|_| take_along()>
            <input type="hidden" name="center" value=center.to_string() />
            <label for="counter-q">{c::find(lang)}</label>
            <input class="in" id="counter-q" name="q" type="search" value=q autocomplete="off" />
            <button class="btn">{c::find_do(lang)}</button>
        </form>
        {searched}
        <Tiles of=of.clone() />
        <div class="split">
            <section class="card" id="register" data-outbox=""><h2>{c::register(lang)}</h2><Register of matter notice=begun fill /></section>
            <div class="stack">
                <section class="card"><h2>{c::next_due(lang)}</h2>
                    {if due.is_empty() {
                        view! { <p class="muted">{c::none_open(lang)}</p> }.into_any()
                    } else {
                        view! { <Due rows=due /> }.into_any()
                    }}
                    <p><a href=format!("/admin/cases?center={center}")>{c::all(lang)}</a></p>
                </section>
                <Today center waited />
            </div>
        </div>
    }
}

/// What is due next, a few lines beside the form: the table of all is one page further.
#[component]
fn Due(rows: Vec<Row>) -> impl IntoView {
    let lang = use_lang();
    let lines = rows
        .into_iter()
        .map(|row| {
            let due = words::due(lang, &row);
            let due = due.map(|(class, icon, text)| view! { <span class=class><Icon name=icon />{text}</span> });
            let name = if row.name.is_empty() { t::case::nobody(lang).to_owned() } else { row.name.clone() };
            let matter = row.matter.get(lang.english()).to_owned();
            let yours = row.yours.then(|| view! { " "<span class="pill tiny warn">{t::case::yours_one(lang)}</span> });
            view! {
                <li><a href=format!("/admin/cases/{}", row.number)>{row.number.spaced()}</a>" "{name}" · "{matter}" "{due}{yours}</li>
            }
        })
        .collect_view();
    view! { <ul class="plain">{lines}</ul> }
}

/// Whose telephone was looked for, and the way into the form: a search alone fills in nothing, because what is typed there may be
/// somebody else's.
#[component]
fn Known(center: CenterId, name: String, phone: String, filled: bool) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    // A name that is known takes the place of what was typed; where none is, what was typed is theirs.
    let fields: &[&str] = if name.is_empty() {
        &["input[phone]"]
    } else {
        &["input[name]", "input[phone]"]
    };
    let text = if name.is_empty() {
        c::known_number(lang, &phone)
    } else {
        c::known(lang, name)
    };
    let way = if filled {
        view! { <p role="status"><Icon name="check" />{c::filled(lang)}</p> }.into_any()
    } else {
        view! {
            <form method="get" action="/admin/counter#register" on:submit=move |_| take_along_without(fields)>
                <input type="hidden" name="center" value=center.to_string() />
                <input type="hidden" name="q" value=phone />
                <button class="btn" name="fill" value="1">{c::fill(lang)}</button>
            </form>
        }
        .into_any()
    };
    view! { <div class="row wrap"><p role="status"><Icon name="users" />{text}</p>{way}</div> }
}

/// The one-time notice that was found: whose it is, and the way to a case that begins with it.
#[component]
fn NoticeHit(center: CenterId, notice: Noticed, begun: bool) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let day = said::date(lang, notice.day);
    let text = if begun {
        c::notice_with(lang, day, notice.number.spaced())
    } else {
        let matter = format!("{} {}", notice.matter.0, notice.matter.1.get(lang.english()));
        c::notice_found(
            lang,
            notice.number.spaced(),
            matter,
            day,
            notice.by.0.get(lang.english()),
            notice.by.1,
        )
    };
    let warn = |text: &'static str| view! { <p class="notice warn"><Icon name="warn" />{text}</p> };
    let newer = notice.newer.then(|| warn(c::notice_newer(lang)));
    let elsewhere = notice.elsewhere.then(|| warn(c::notice_elsewhere(lang)));
    let with = format!("/admin/counter?center={center}&notice={}#register", notice.number);
    let way = match (begun, notice.elsewhere) {
        (true, _) => view! { <a class="btn" href=format!("/admin/counter?center={center}")>{c::notice_drop(lang)}</a> }
            .into_any(),
        (false, false) => view! { <a class="btn main" href=with>{c::notice_use(lang)}</a> }.into_any(),
        (false, true) => ().into_any(),
    };
    view! {
        <section class="card stack close" aria-label=c::f_notice(lang)>
            <p role="status"><Icon name="papers" />{text}</p>
            {newer}{elsewhere}
            <p class="acts">{way}<a class="btn" href=notice.path rel="external">{c::notice_look(lang)}</a></p>
        </section>
    }
}

fn label(matter: &Offered, english: bool) -> String {
    format!("{} {}", matter.code, matter.names.get(english))
}

#[component]
fn Tiles(of: OfCenter) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let (center, tally) = (of.center, of.tally);
    let tiles = [
        ("flag", c::yours(lang), tally.yours, "who=yours", tally.yours > 0),
        (
            "warn",
            c::overdue(lang),
            tally.overdue,
            "due=overdue",
            tally.overdue > 0,
        ),
        ("clock", c::today(lang), tally.today, "due=today", false),
        ("papers", c::fresh(lang), tally.fresh, "state=submitted", false),
        ("users", c::waiting(lang), tally.waiting, "due=waiting", false),
        ("up", c::handed_up(lang), tally.handed_up, "state=handed_up", false),
        ("right", c::sent_on(lang), tally.sent, "who=sent", false),
    ];
    let tiles = tiles
        .map(|(icon, text, n, filter, bad)| {
            let href = format!("/admin/cases?center={center}&{filter}");
            let class = if bad { "tile warn" } else { "tile" };
            view! { <li><a class=class href=href><Icon name=icon /><span>{text}</span><b>{n}</b></a></li> }
        })
        .collect_view();
    view! { <ul class="tiles">{tiles}</ul> }
}

/// The form. Enter in any of its lines sends it.
#[component]
fn Register(of: OfCenter, matter: String, notice: Option<Noticed>, fill: bool) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let action = FormAction::<OpenCase>::new();
    let center = of.center;
    Effect::new(move |_| {
        match action.value().get() {
            Some(Ok(Opened { number, at_once })) => {
                unsent::taken();
                _ = window().location().set_href(&words::after(center, number, at_once));
            }
            // No answer: it is kept in this browser, and goes once there is a network.
            Some(Err(AppError::Unavailable)) if unsent::keep() => action.value().set(None),
            _ => {}
        }
    });
    let decisions = Decision::ALL
        .map(|d| (d.code().to_owned(), words::decision(lang, d).to_owned()))
        .to_vec();
    let asked = use_query().with_untracked(|q| q.get("phone").unwrap_or_default());
    let known = of.known.clone().filter(|_| fill);
    let (name, phone) = known.unwrap_or((String::new(), asked));
    let typed = RwSignal::new(matter.clone());
    let chosen = RwSignal::new(String::new());
    let is = move |mode: Mode| Signal::derive(move || chosen.with(|chosen| chosen == mode.code()));
    view! {
        <PostForm action prefix="input" called>
            <OnEnter />
            <input type="hidden" name="center" value=center.to_string() />
            {notice.map(|notice| view! { <input type="hidden" name="notice" value=notice.number.to_string() /> })}
            <KeyField value=of.key />
            // Filled in where it has waited for the network.
            <input type="hidden" name="later[age]" value="" />
            <input type="hidden" name="later[account]" value="" />
            <MatterField matters=of.matters.clone() value=matter typed />
            <div class="fields">
                <TextField field="name" label=c::f_name(lang) required=true autocomplete="off" value=name />
                <TextField field="phone" label=c::f_phone(lang) hint=c::f_phone_hint(lang) kind="tel" inputmode="tel" autocomplete="off" value=phone />
            </div>
            <ModeField matters=of.matters typed chosen />
            <Consent />
            <TextField field="note" label=c::f_note(lang) />
            <Fold fields=&["slot", "booking"] label=c::more_slot(lang) wanted=is(Mode::Appointment)>
                <SlotField center slots=of.slots />
                <TextField field="booking" label=c::f_booking(lang) hint=c::f_booking_hint(lang) />
            </Fold>
            <Fold fields=&["address", "day", "from", "to"] label=c::more_visit(lang) wanted=is(Mode::HomeVisit)>
                <TextField field="address" label=c::f_address(lang) />
                <div class="fields">
                    <TextField field="day" label=c::f_day(lang) kind="date" />
                    <TextField field="from" label=c::f_from(lang) inputmode="numeric" />
                    <TextField field="to" label=c::f_to(lang) inputmode="numeric" />
                </div>
            </Fold>
            <Fold fields=&["agent", "words"] label=c::more_agent(lang)>
                <TextField field="agent" label=c::f_agent(lang) hint=c::f_agent_hint(lang) />
                <SelectField field="decision" label=c::f_decision(lang) options=decisions />
                <TextField field="words" label=c::say_decide(lang) hint=c::f_words_hint(lang) />
            </Fold>
            <div class="acts"><Submit label=c::register_do(lang) /></div>
        </PostForm>
    }
}

/// What a refusal calls what is no field of its own.
fn called(lang: Lang, field: &str) -> Option<String> {
    match field {
        "notice" => Some(t::case::f_notice(lang).to_owned()),
        "age" => Some(t::case::opened(lang).to_owned()),
        _ => None,
    }
}

/// The matter: typed by code or name, or chosen from what the browser offers. It is an argument of its own, outside of the prefix.
#[component]
fn MatterField(matters: Vec<Offered>, value: String, typed: RwSignal<String>) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let form = FormState::current();
    let options = matters
        .iter()
        .map(|m| view! { <option value=label(m, lang.english())></option> })
        .collect_view();
    let shown = form.typed("matter").unwrap_or(value);
    typed.set(shown.clone());
    let invalid = move || (!form.of("matter").is_empty()).then_some("true");
    view! {
        <Field field="matter" label=c::f_matter(lang) hint=c::f_matter_hint(lang)>
            <input class="in" id=field_id("matter") name="matter" list="matters" value=shown autocomplete="off" aria-required="true"
                on:input=move |event| typed.set(event_target_value(&event))
                aria-describedby="f-matter-hint f-matter-error" aria-invalid=invalid />
            <datalist id="matters">{options}</datalist>
        </Field>
    }
}

/// The modes that a matter allows, by what is typed as it; all where that is none of them.
fn allowed(matters: &[Offered], typed: &str) -> Vec<Mode> {
    let typed = typed.trim().to_lowercase();
    let code = typed.split_whitespace().next().unwrap_or_default();
    let is = |m: &&Offered| {
        let names = [&m.names.zh, &m.names.en].map(|name| name.to_lowercase());
        m.code.to_lowercase() == code || (!typed.is_empty() && names.contains(&typed))
    };
    let modes = matters.iter().find(is).map_or(&Mode::ALL[..], |m| &m.modes);
    Mode::ALL.into_iter().filter(|mode| modes.contains(mode)).collect()
}

/// How it is done: with scripts only what the matter allows can be chosen; a single way is chosen already.
#[component]
fn ModeField(matters: Vec<Offered>, typed: RwSignal<String>, chosen: RwSignal<String>) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let form = FormState::current();
    let allowed = Memo::new(move |_| typed.with(|typed| allowed(&matters, typed)));
    let only = |modes: &[Mode]| -> &'static str {
        match modes {
            [only] => only.code(),
            _ => "",
        }
    };
    form.chooses("mode");
    let shown = form.value("mode", allowed.with_untracked(|modes| only(modes)));
    chosen.set(shown.clone());
    let select = NodeRef::<leptos::html::Select>::new();
    // Without scripts another matter may be typed, and nothing here hears of it: all of them can be chosen until there are scripts, and
    // what does not fit is refused with words.
    let listens = RwSignal::new(false);
    Effect::new(move |_| listens.set(true));
    // What the matter that is typed now does not allow was chosen for another one.
    Effect::new(move |before: Option<Vec<Mode>>| {
        let modes = allowed.get();
        if before.is_some_and(|before| before != modes)
            && let Some(select) = select.get_untracked()
            && !modes.iter().any(|mode| mode.code() == select.value())
        {
            select.set_value(only(&modes));
            chosen.set(select.value());
        }
        modes
    });
    let options = Mode::ALL
        .map(|mode| {
            let closed = move || listens.get() && allowed.with(|modes| !modes.contains(&mode));
            let selected = shown == mode.code();
            view! { <option value=mode.code() selected=selected disabled=closed hidden=closed>{words::mode(lang, mode)}</option> }
        })
        .collect_view();
    let invalid = move || (!form.of("mode").is_empty()).then_some("true");
    view! {
        <Field field="mode" label=c::f_mode(lang) hint=c::f_mode_hint(lang)>
            <select class="in" id=field_id("mode") name=form.name("mode") node_ref=select
                on:change=move |event| chosen.set(event_target_value(&event))
                aria-describedby="f-mode-hint f-mode-error" aria-invalid=invalid>
                <option value="">{t::ui::choose(lang)}</option>{options}
            </select>
        </Field>
    }
}

/// That whose case it is has agreed that somebody acts for them, the staff or who is named.
#[component]
fn Consent() -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let form = FormState::current();
    form.ticks("consent", "1");
    let ticked = form.ticked("consent", "1", false);
    let invalid = move || (!form.of("consent").is_empty()).then_some("true");
    view! {
        <Field field="consent" label=c::f_agreed(lang)>
            <label class="check"><input type="checkbox" id=field_id("consent") name=form.name("consent") value="1" checked=ticked
                aria-describedby="f-consent-error" aria-invalid=invalid />{c::f_consent(lang)}</label>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::text::Names;

    #[test]
    fn only_what_a_matter_allows_can_be_chosen_once_it_is_known_which_one_it_is() {
        let matter = |code: &str, zh: &str, modes: &[Mode]| Offered {
            code: code.into(),
            names: Names::new(zh, "Old-age allowance"),
            modes: modes.to_vec(),
        };
        let all = [
            matter("C0101", "高龄津贴", &[Mode::HomeVisit, Mode::Assisted]),
            matter("C0102", "老年证", &[Mode::Immediate]),
        ];
        for typed in ["C0101 高龄津贴", " c0101", "高龄津贴", "old-age allowance"] {
            assert_eq!(allowed(&all, typed), [Mode::Assisted, Mode::HomeVisit], "{typed}");
        }
        assert_eq!(allowed(&all, "C0102"), [Mode::Immediate]);
        for typed in ["", "高龄", "C01"] {
            assert_eq!(allowed(&all, typed), Mode::ALL, "{typed}");
        }
    }
}
