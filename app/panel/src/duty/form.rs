//! `/admin/duty/new` and `/admin/duty/{id}`: one shift; swapping it with somebody, and taking it away.

use super::{address, go_on, people_options};
use crate::parts::{Crumbs, use_query};
use app::{
    call::resource,
    duty::{
        api::{AddDuty, DutyForm, RemoveDuty, SaveDuty, SwapDuty, get_form},
        words::{line, times},
    },
    lang::{Lang, t, use_lang},
    ui::{
        CheckField, ConflictPanel, ConflictRow, FormAction, Icon, KeyField, Loaded, PageTitle, PostForm, SelectField,
        Submit, TextField, VersionField, words as said,
    },
};
use leptos::prelude::*;
use model::{
    date,
    duty::{Duty, DutyInput},
    hours::Shift,
};

/// See the module.
#[component]
pub(crate) fn FormPage(
    /// The shift; empty for a new one.
    id: String,
) -> impl IntoView {
    let query = use_query();
    let asked = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        [id.clone(), get("center"), get("day"), get("shift")]
    });
    let form = resource(
        move || asked.get(),
        |[id, center, day, shift]| get_form(id, center, day, shift),
    );
    view! { <Loaded resource=form view=|form: DutyForm| view! { <Shown form /> } /> }
}

#[component]
fn Shown(form: DutyForm) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let title = if form.duty.is_some() {
        d::edit(lang)
    } else {
        d::add(lang)
    };
    let day = date::parse(&form.input.day).unwrap_or_default();
    let back = address(form.center, day);
    let open: Vec<String> = form
        .open
        .iter()
        .map(|i| format!("{} {}", said::shift(lang, i.shift), times(i.start, i.end)))
        .collect();
    let hours = if open.is_empty() {
        d::closed_then(lang, said::date(lang, day))
    } else {
        d::open_then(lang, said::date(lang, day), open.join(t::hours::comma(lang)))
    };
    let body = match form.duty.clone() {
        Some(duty) => view! { <Change duty form=form.clone() /> }.into_any(),
        None => view! { <New form=form.clone() /> }.into_any(),
    };
    view! {
        <Crumbs above=("/admin/duty", d::title(lang)) here=title />
        <PageTitle text=format!("{title} · {}", form.names.get(lang.english())) />
        <p><a href=back>{d::back(lang)}</a></p>
        <p class="muted">{hours}</p>
        {body}
    }
}

#[component]
fn New(form: DutyForm) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<AddDuty>::new();
    go_on(action);
    let people = people_options(t::duty::no_account(lang), form.people);
    view! {
        <section class="card">
            <PostForm action prefix="input">
                <KeyField value=form.key />
                <input type="hidden" name="center" value=form.center.to_string() />
                <Fields input=form.input people />
                <div class="acts"><Submit label=t::duty::add_do(lang) /></div>
            </PostForm>
        </section>
    }
}

fn shifts(lang: Lang) -> Vec<(String, String)> {
    let option = |shift: Shift| (shift.code().to_owned(), said::shift(lang, shift).to_owned());
    Shift::ALL.map(option).to_vec()
}

#[component]
fn Fields(input: DutyInput, people: Vec<(String, String)>) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    view! {
        <div class="fields">
            <TextField field="day" label=d::f_day(lang) kind="date" value=input.day required=true />
            <SelectField field="shift" label=d::f_shift(lang) options=shifts(lang) value=input.shift />
        </div>
        <div class="fields">
            <SelectField field="who" label=d::f_who(lang) options=people value=input.who />
            <TextField field="name" label=d::f_name(lang) hint=d::f_name_hint(lang) value=input.name />
        </div>
        <div class="fields">
            <TextField field="from" label=d::f_from(lang) hint=d::f_times_hint(lang) kind="time" value=input.from />
            <TextField field="until" label=d::f_until(lang) kind="time" value=input.until />
        </div>
        <CheckField field="beyond" label=d::f_beyond(lang) value="1" checked={!input.beyond.is_empty()} />
        <TextField field="phone" label=d::f_phone(lang) hint=d::f_phone_hint(lang) kind="tel" value=input.phone />
        <TextField field="note" label=d::f_note(lang) hint=d::f_note_hint(lang) value=input.note />
    }
}

#[component]
fn Change(duty: Duty, form: DutyForm) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let action = FormAction::<SaveDuty>::new();
    go_on(action);
    let id = duty.id.to_string();
    let people = people_options(d::no_account(lang), form.people);
    let input = form.input;
    let rows = {
        let (input, people) = (input.clone(), people.clone());
        move || {
            vec![
                ConflictRow::new(d::f_day(lang), "day", input.day),
                ConflictRow::new(d::f_shift(lang), "shift", input.shift).in_words(&shifts(lang)),
                ConflictRow::new(d::f_who(lang), "who", input.who).in_words(&people),
                ConflictRow::new(d::f_name(lang), "name", input.name),
                ConflictRow::new(d::f_from(lang), "from", input.from),
                ConflictRow::new(d::f_until(lang), "until", input.until),
                ConflictRow::new(d::f_phone(lang), "phone", input.phone),
                ConflictRow::new(d::f_note(lang), "note", input.note),
            ]
        }
    };
    view! {
        <section class="card">
            <PostForm action prefix="input">
                <VersionField version=duty.version />
                <ConflictPanel rows=rows() />
                <input type="hidden" name="id" value=id />
                <Fields input people />
                <div class="acts"><Submit label=t::ui::save(lang) /></div>
            </PostForm>
        </section>
        <Swap duty=duty.clone() others=form.others />
        <Remove duty />
    }
}

#[component]
fn Swap(duty: Duty, others: Vec<Duty>) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let action = FormAction::<SwapDuty>::new();
    go_on(action);
    let none = others.is_empty();
    let options: Vec<(String, String)> = std::iter::once((String::new(), d::swap_choose(lang).to_owned()))
        .chain(
            others
                .iter()
                .map(|other| (format!("{}:{}", other.id, other.version), line(lang, other))),
        )
        .collect();
    if none {
        return ().into_any();
    }
    view! {
        <section class="card stack close">
            <h2>{d::swap(lang)}</h2>
            <p>{d::swap_lead(lang)}</p>
            <PostForm action>
                <VersionField version=duty.version />
                <input type="hidden" name="id" value=duty.id.to_string() />
                <SelectField field="with" label=d::swap_with(lang) options />
                <div class="acts"><button class="btn">{d::swap_do(lang)}</button></div>
            </PostForm>
        </section>
    }
    .into_any()
}

#[component]
fn Remove(duty: Duty) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let action = FormAction::<RemoveDuty>::new();
    go_on(action);
    view! {
        <section class="card stack close">
            <h2>{d::remove(lang)}</h2>
            <p>{d::remove_lead(lang, line(lang, &duty))}</p>
            <PostForm action>
                <VersionField version=duty.version />
                <input type="hidden" name="id" value=duty.id.to_string() />
                <div class="acts"><button class="btn danger"><Icon name="trash" />{d::remove_do(lang)}</button></div>
            </PostForm>
        </section>
    }
}
