//! `/matters/{code}/start`: a resident begins a case at home, or goes on with a draft. One page: where, how, for whom, when.

use super::{
    ask::use_answers,
    check::Check,
    materials::Materials,
    typed::{Typed, again, taken},
    words::{self, chinese, text},
};
use crate::{
    booking::words::day as day_of,
    boot::{problems, use_boot},
    call::resource,
    case::own_api::{Begin, Slots, WriteCase, Written, begin_case},
    lang::{Lang, t, t::my_case as c, use_lang},
    ui::{
        CheckField, ConflictPanel, ConflictRow, FormAction, FormState, Icon, Loaded, Onward, PageTitle, PostForm,
        SelectField, TextArea, TextField, VersionField, field_id, form, words::sentences,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{
    FieldError, Problem,
    case::{OwnInput, Slot, Whom},
    hours::fmt_minute,
    matter::Mode,
    resident::ResidentId,
};
use server_fn::ServerFn;

/// See the module. Whoever is not signed in signs in first and comes back with everything chosen.
#[component]
pub(super) fn StartPage(code: String) -> impl IntoView {
    let Some(who) = use_boot().with_value(|b| b.resident.read()) else {
        let then = serde_urlencoded::to_string([("then", form::here())]).unwrap_or_default();
        return view! { <Onward to=format!("/sign-in?{then}") /> }.into_any();
    };
    let who = who.id;
    let answers = use_answers();
    let query = use_location().query;
    let asked = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        (get("mode"), get("center"), get("draft"), answers.get())
    });
    let begin = resource(
        move || (code.clone(), asked.get()),
        |(code, (mode, center, draft, answers))| begin_case(code, mode, center, draft, answers),
    );
    view! { <div class="narrow stack"><Loaded resource=begin view={move |begin: Begin| view! { <Start begin who /> }} /></div> }
        .into_any()
}

#[component]
fn Start(begin: Begin, who: ResidentId) -> impl IntoView {
    let lang = use_lang();
    let (name, tongue) = text(lang, &begin.matter);
    let above = name.clone();
    let title = format!("{} · {name}", c::start_title(lang));
    let back = format!("/matters/{}", begin.code);
    let head = view! {
        <PageTitle text=title hidden=true />
        <nav class="crumbs"><a href=back>{above}</a></nav>
        <header class="stack close"><h1>{c::start_title(lang)}</h1><p class="lead" lang=tongue>{name}</p></header>
    };
    let draft = begin.draft.map(|(number, _)| format!("/me/cases/{number}"));
    if begin.sent {
        return view! {
            {head}
            <div class="notice good"><Icon name="check" /><h2>{c::sent_before(lang)}</h2>
                <p class="acts"><a href=draft.unwrap_or_default() class="btn main">{c::look(lang)}</a></p></div>
        }
        .into_any();
    }
    // What was typed before somebody retired the matter is still shown.
    if begin.modes.is_empty() || (begin.retired && begin.draft.is_none() && !sent_back()) {
        let (title, lead) = if begin.retired {
            (t::matter::retired_title(lang), t::matter::retired_text(lang))
        } else {
            (c::counter_only(lang), c::counter_only_lead(lang))
        };
        return view! {
            {head}
            <div class="notice warn"><Icon name="warn" /><h2>{title}</h2><p>{lead}</p>
                <p class="acts"><a href="/matters" class="btn main">{t::matter::title(lang)}</a></p></div>
        }
        .into_any();
    }
    let retired = begin.retired.then(|| {
        view! {
            <div class="notice warn" role="status"><Icon name="warn" /><h2>{t::matter::retired_title(lang)}</h2>
                <p>{c::retired_draft(lang)}</p></div>
        }
    });
    let closed = begin.modes.iter().all(|mode| mode.code() != begin.input.mode).then(|| {
        view! {
            <div class="notice warn" role="status"><Icon name="warn" /><h2>{c::mode_closed(lang)}</h2><p>{c::mode_closed_lead(lang)}</p></div>
        }
    });
    let stop = (!begin.stop.is_empty()).then(|| {
        view! {
            <div class="notice warn"><Icon name="warn" /><h2>{t::matter::stop_title(lang)}</h2>
                <p lang=chinese(lang)>{begin.stop.clone()}</p></div>
        }
    });
    let others = begin
        .others
        .clone()
        .into_iter()
        .map(|number| {
            let href = format!("/matters/{}/start?draft={number}", begin.code);
            view! { <li><a href=href>{c::go_on(lang, number.spaced())}</a></li> }
        })
        .collect_view();
    let others = (!begin.others.is_empty()).then(|| {
        view! { <div class="notice"><Icon name="edit" /><h2>{c::drafts(lang)}</h2><ul class="plain">{others}</ul></div> }
    });
    let query = use_location().query;
    let asked = |name: &str| query.with_untracked(|q| q.get(name));
    if begin.draft.is_some() && !begin.retired && asked("check").is_some() {
        let slot = asked("slot").unwrap_or_default();
        return view! { {head}{closed}{stop}<Check begin time=slot /> }.into_any();
    }
    view! { {head}{retired}{closed}{stop}{others}<Write begin who /> }.into_any()
}

#[component]
fn Write(begin: Begin, who: ResidentId) -> impl IntoView {
    let lang = use_lang();
    let action = writing();
    let (draft, version) = begin
        .draft
        .map_or((String::new(), 0), |(number, version)| (number.to_string(), version));
    let centers = std::iter::once((String::new(), t::ui::choose(lang).to_owned()))
        .filter(|_| begin.input.center.is_empty() || begin.centers.is_empty())
        .chain(
            begin
                .centers
                .iter()
                .map(|(id, names)| (id.to_string(), names.get(lang.english()).to_owned())),
        )
        .collect::<Vec<_>>();
    let of = format!("{who}:{}:{draft}", begin.code);
    let Begin {
        code,
        input,
        modes,
        slots,
        bring,
        bring_other,
        unanswered,
        retired,
        key,
        ..
    } = begin;
    let guide = format!("/matters/{code}#bring");
    // The style shows the list of whom the case is for, where there are two.
    let (class, other) = if bring == bring_other {
        ("", Vec::new())
    } else {
        ("for-myself", bring_other)
    };
    let list = (!bring.is_empty()).then(|| {
        view! { <details class=class><summary>{c::bring(lang, bring.len())}</summary><Materials materials=bring /></details> }
    });
    let others = (!other.is_empty()).then(|| {
        view! { <details class="for-other"><summary>{c::bring_other(lang, other.len())}</summary><Materials materials=other /></details> }
    });
    let ask = unanswered
        .then(|| view! { <p class="muted">{c::unanswered(lang)}" "<a href=guide>{c::answer_now(lang)}</a></p> });
    view! {
        <Typed of refused=sent_back()>
            <PostForm action prefix="input" called=called>
                <input type="hidden" name="code" value=code />
                <input type="hidden" name="draft" value=draft />
                <VersionField version />
                <Key value=key />
                <Carried input=input.clone() />
                <Both stored=input.clone() centers=centers.clone() modes=modes.clone() />
                <div class="begin stack">
                    <Modes modes chosen=input.mode.clone() />
                    <SelectField field="center" label=c::f_center(lang) hint=c::f_center_hint(lang) options=centers value=input.center.clone() />
                    <When input=input.clone() slots />
                    <ForWhom input=input.clone() />
                    <TextArea field="note" label=c::f_note(lang) hint=c::f_note_hint(lang) value=input.note.clone() rows=3 />
                    {list}
                    {others}
                    {ask}
                    <div class="acts">
                        {(!retired).then(|| view! { <button type="submit" class="btn main" name="go" value="check">{c::check(lang)}</button> })}
                        <button type="submit" class="btn" name="go" value="keep">{c::keep(lang)}</button>
                    </div>
                    <p class="muted">{c::keep_hint(lang)}</p>
                </div>
            </PostForm>
        </Typed>
    }
}

/// Whether the page is the answer to the form: what was typed is in it.
fn sent_back() -> bool {
    use_boot().with_value(|b| b.rejected.read().is_some_and(|r| r.path == WriteCase::url()))
}

/// What was sent under the same key before has said something else.
fn is_used(problem: &FieldError) -> bool {
    problem.field == "key" && problem.problem == Problem::AlreadySent
}

/// The key, another one where the one that was sent is used, and then the way to what it has become.
#[component]
fn Key(value: String) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let used = move || form.of("key").iter().any(is_used);
    let value = form.typed("key").filter(|_| !untrack(used)).unwrap_or(value);
    view! {
        <input type="hidden" name="key" value=value />
        {move || used().then(|| view! {
            <p class="notice warn" id=field_id("key") tabindex="-1">{c::typed_before(lang)}" "<a href="/me/cases">{c::mine(lang)}</a></p>
        })}
    }
}

/// Both versions of a draft that has moved on since it was opened, as on another device.
#[component]
fn Both(stored: OwnInput, centers: Vec<(String, String)>, modes: Vec<Mode>) -> impl IntoView {
    let lang = use_lang();
    let modes = modes
        .into_iter()
        .map(|mode| (mode.code().to_owned(), words::mode(lang, mode).to_owned()))
        .collect::<Vec<_>>();
    let whom = [(Whom::Myself, c::myself(lang)), (Whom::Other, c::other(lang))]
        .map(|(whom, words)| (whom.code().to_owned(), words.to_owned()));
    let rows = vec![
        ConflictRow::new(c::f_mode(lang), "mode", stored.mode).in_words(&modes),
        ConflictRow::new(c::f_center(lang), "center", stored.center).in_words(&centers),
        ConflictRow::new(c::f_address(lang), "address", stored.address),
        ConflictRow::new(c::f_day(lang), "day", stored.day),
        ConflictRow::new(c::f_from(lang), "from", stored.from),
        ConflictRow::new(c::f_to(lang), "to", stored.to),
        ConflictRow::new(c::f_whom(lang), "whom", stored.whom).in_words(&whom),
        ConflictRow::new(c::f_me(lang), "me", stored.me),
        ConflictRow::new(c::f_name(lang), "name", stored.name),
        ConflictRow::new(c::f_note(lang), "note", stored.note),
    ];
    view! { <ConflictPanel rows /> }
}

/// Keeps or sends what was written, and goes where that leads.
pub(super) fn writing() -> FormAction<WriteCase> {
    let action = FormAction::<WriteCase>::new();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(Written { then, .. })) => {
            taken();
            // In place of the form, which is empty in the history and would make a second draft.
            _ = window().location().replace(&then);
        }
        Some(Err(error)) if problems(&error).iter().any(is_used) => again(),
        _ => {}
    });
    action
}

/// What the summary of problems calls what is no field of its own.
pub(super) fn called(lang: Lang, field: &str) -> Option<String> {
    let name = match field {
        "mode" => c::f_mode(lang),
        "whom" => c::f_whom(lang),
        "consent" => c::f_consent(lang),
        "slot" => c::f_slot(lang),
        _ => return None,
    };
    Some(name.to_owned())
}

/// What was answered to the guide's questions: the case knows what the notice has listed.
#[component]
pub(super) fn Carried(input: OwnInput) -> impl IntoView {
    let form = FormState::current();
    input
        .answers
        .into_iter()
        .map(|(code, answer)| {
            view! { <input type="hidden" name=form.name(&format!("answers[{code}]")) value=answer /> }
        })
        .collect_view()
}

/// What is wrong with a group of choices.
#[component]
fn Wrong(field: &'static str) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    move || {
        let texts: Vec<String> = form.of(field).iter().map(|p| form.told(lang, p)).collect();
        (!texts.is_empty()).then(|| view! { <p class="err"><Icon name="warn" />{sentences(lang, &texts)}</p> })
    }
}

/// How it is handled. What else is asked for depends on it: the style shows the fields of the chosen one, also without scripts.
#[component]
fn Modes(modes: Vec<Mode>, chosen: String) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    form.chooses("mode");
    let known = modes.iter().any(|mode| mode.code() == chosen);
    let radios = modes
        .into_iter()
        .enumerate()
        .map(|(n, mode)| {
            let ticked = form.ticked("mode", mode.code(), mode.code() == chosen || (!known && n == 0));
            view! {
                <label class="check">
                    <input type="radio" name=form.name("mode") value=mode.code() checked=ticked />
                    {words::mode(lang, mode)}<small>{words::mode_text(lang, mode)}</small>
                </label>
            }
        })
        .collect_view();
    view! { <fieldset class="group box" id=field_id("mode") tabindex="-1"><legend>{c::f_mode(lang)}</legend><Wrong field="mode" />{radios}</fieldset> }
}

/// When and where, of the modes that need it.
#[component]
fn When(input: OwnInput, slots: Slots) -> impl IntoView {
    let lang = use_lang();
    view! {
        <fieldset class="group box for-home_visit" id="visit">
            <legend>{c::visit(lang)}</legend>
            <p class="hint">{c::visit_hint(lang)}</p>
            <TextField field="address" label=c::f_address(lang) value=input.address autocomplete="street-address" />
            <TextField field="day" label=c::f_day(lang) kind="date" value=input.day />
            <div class="fields">
                <TextField field="from" label=c::f_from(lang) kind="time" value=input.from />
                <TextField field="to" label=c::f_to(lang) kind="time" value=input.to />
            </div>
        </fieldset>
        <fieldset class="group box for-appointment" id="when">
            <legend>{c::f_slot(lang)}</legend>
            <Wrong field="slot" />
            <Free slots />
            <p class="acts"><button type="submit" class="btn small" name="go" value="look"><Icon name="clock" />{c::look_slots(lang)}</button></p>
        </fieldset>
    }
}

/// The free times of the counter, the days one below the other.
#[component]
fn Free(slots: Slots) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    form.chooses("slot");
    let id = field_id("slot");
    if slots.center.is_none() {
        return view! { <p id=id tabindex="-1">{c::slots_choose(lang)}</p> }.into_any();
    }
    if slots.closed {
        return view! { <p id=id tabindex="-1">{c::slots_closed(lang)}</p> }.into_any();
    }
    if slots.days.is_empty() {
        return view! { <p id=id tabindex="-1">{c::slots_none(lang)}</p> }.into_any();
    }
    let today = use_boot().with_value(|b| b.now.day);
    // Whoever comes back to change something has chosen one.
    let chosen = use_location()
        .query
        .with_untracked(|q| q.get("slot").unwrap_or_default());
    let mut first = true;
    let days = slots
        .days
        .into_iter()
        .filter_map(|free| {
            let day = free.first()?.day;
            let n = free.len();
            let radios = free.into_iter().map(|slot| time(form, slot, &chosen)).collect_view();
            let open = std::mem::take(&mut first);
            let title = day_of(lang, today, day);
            Some(view! {
                <details open=open><summary>{title}" · "{c::slots_n(lang, n)}</summary><div class="ask">{radios}</div></details>
            })
        })
        .collect_view();
    view! { <div class="stack close" id=id tabindex="-1">{days}</div> }.into_any()
}

fn time(form: FormState, slot: Slot, chosen: &str) -> impl IntoView {
    let value = slot.value();
    let ticked = form.ticked("slot", &value, value == chosen);
    let times = format!("{}–{}", fmt_minute(slot.start), fmt_minute(slot.end));
    view! {
        <label class="chip"><input type="radio" name=form.name("slot") value=value checked=ticked /><span class="num">{times}</span></label>
    }
}

/// Oneself, or somebody who has agreed.
#[component]
fn ForWhom(input: OwnInput) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    form.chooses("whom");
    let words = |whom| match whom {
        Whom::Myself => (c::myself(lang), c::myself_hint(lang)),
        Whom::Other => (c::other(lang), c::other_hint(lang)),
    };
    let radios = Whom::ALL
        .map(|whom| {
            let (words, hint) = words(whom);
            let ticked = form.ticked("whom", whom.code(), input.whom == whom.code());
            view! {
                <label class="check">
                    <input type="radio" name=form.name("whom") value=whom.code() checked=ticked />{words}<small>{hint}</small>
                </label>
            }
        })
        .collect_view();
    let phone = use_boot()
        .with_value(|b| b.resident.read().map(|r| r.phone))
        .unwrap_or_default();
    view! {
        <fieldset class="group box" id=field_id("whom") tabindex="-1">
            <legend>{c::f_whom(lang)}</legend>
            <Wrong field="whom" />
            {radios}
            <TextField field="me" label=c::f_me(lang) hint=c::f_me_hint(lang, phone) value=input.me autocomplete="name" required=true />
            <div class="for-other stack">
                <TextField field="name" label=c::f_name(lang) value=input.name autocomplete="off" />
                <div id=field_id("consent") tabindex="-1">
                    <CheckField field="consent" label=c::f_consent(lang) value="1" checked=input.consent == "1" />
                    <Wrong field="consent" />
                </div>
            </div>
        </fieldset>
    }
}
