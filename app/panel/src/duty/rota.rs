//! `/admin/duty/rota/{center}`: who is on duty on which weekday, and whether everybody may read their names.

use super::{address, people_options};
use crate::parts::{Crumbs, Saved};
use app::{
    call::resource,
    duty::api::{AddLine, RemoveLine, Rota, ShowNames, get_rota},
    lang::{Lang, t, use_lang},
    ui::{
        CheckField, ConflictPanel, ConflictRow, Field, FormAction, FormState, Icon, Loaded, PageTitle, PostForm,
        SelectField, Submit, TextField, VersionField, field_id, words as said,
    },
};
use leptos::prelude::*;
use model::{
    center::CenterId,
    duty::{Person, RotaLine},
    hours::Shift,
};

/// See the module.
#[component]
pub(crate) fn RotaPage(center: CenterId) -> impl IntoView {
    let rota = resource(move || center, get_rota);
    view! { <Loaded resource=rota view=|rota: Rota| view! { <Shown rota /> } /> }
}

#[component]
fn Shown(rota: Rota) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let center = rota.center;
    let title = format!("{} · {}", d::rota(lang), rota.names.get(lang.english()));
    let lines = rota
        .lines
        .into_iter()
        .map(|line| view! { <Line center line /> })
        .collect_view();
    view! {
        <Crumbs above=("/admin/duty", d::title(lang)) here=d::rota(lang) />
        <PageTitle text=title />
        <p class="lead">{d::rota_lead(lang)}</p>
        <Saved />
        <p><a href=address(center, rota.monday)>{d::back(lang)}</a></p>
        <section class="card stack close">
            <h2>{d::rota_lines(lang)}</h2>
            {lines.is_empty().then(|| view! { <p>{d::rota_none(lang)}</p> })}
            <ul class="list">{lines}</ul>
        </section>
        <Add center people=rota.people />
        <Names center show_names=rota.show_names version=rota.version />
    }
}

/// Where one is after a form of the page.
fn then(center: CenterId) -> String {
    format!("/admin/duty/rota/{center}?saved=1")
}

#[component]
fn Line(center: CenterId, line: RotaLine) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let action = FormAction::<RemoveLine>::new();
    let weekday = said::weekday(lang, usize::from(line.weekday));
    let text = format!("{weekday} {} {}", said::shift(lang, line.shift), line.name);
    let holidays = line
        .holidays
        .then(|| view! { " "<span class="pill tiny">{d::also_holidays(lang)}</span> });
    let ended = line
        .ended
        .then(|| view! { " "<span class="pill bad tiny">{d::ended(lang)}</span> });
    let (who, name) = match &line.person {
        Person::Staff(id) => (id.to_string(), String::new()),
        Person::Named(name) => (String::new(), name.clone()),
    };
    let label = d::rota_remove(lang, &text);
    view! {
        <li>
            <span class="grow">{text}{holidays}{ended}</span>
            <PostForm action then=then(center) reload=true>
                <input type="hidden" name="center" value=center.to_string() />
                <input type="hidden" name="weekday" value=line.weekday.to_string() />
                <input type="hidden" name="shift" value=line.shift.code() />
                <input type="hidden" name="who" value=who />
                <input type="hidden" name="name" value=name />
                <button class="btn small quiet" aria-label=label><Icon name="trash" />{t::admin::remove(lang)}</button>
            </PostForm>
        </li>
    }
}

#[component]
fn Add(center: CenterId, people: Vec<(model::staff::StaffId, String)>) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let action = FormAction::<AddLine>::new();
    let people = people_options(d::no_account(lang), people);
    let shifts = Shift::ALL.map(|shift| (shift.code().to_owned(), said::shift(lang, shift).to_owned()));
    view! {
        <section class="card stack close">
            <h2>{d::rota_add(lang)}</h2>
            <PostForm action prefix="input" then=then(center) reload=true>
                <input type="hidden" name="center" value=center.to_string() />
                <Weekdays />
                <SelectField field="shift" label=d::f_shift(lang) options=shifts.to_vec() value=Shift::NoonDuty.code() />
                <div class="fields">
                    <SelectField field="who" label=d::f_who(lang) options=people />
                    <TextField field="name" label=d::f_name(lang) hint=d::f_name_hint(lang) />
                </div>
                <CheckField field="holidays" label=d::also_holidays(lang) value="1" />
                <div class="acts"><Submit label=d::rota_add_do(lang) /></div>
            </PostForm>
        </section>
    }
}

/// The days of the week to tick.
#[component]
fn Weekdays() -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    form.chooses("weekdays");
    let boxes = (0..7_usize)
        .map(|day| {
            let value = (day + 1).to_string();
            let id = (day == 0).then(|| field_id("weekdays"));
            let field = format!("weekdays[{day}]");
            let (name, ticked) = (form.name(&field), form.ticked(&field, &value, false));
            view! {
                <label class="check"><input type="checkbox" id=id name=name value=value checked=ticked />{said::weekday(lang, day)}</label>
            }
        })
        .collect_view();
    view! { <Field field="weekdays" label=label(lang)><div class="checks" role="group" aria-label=label(lang)>{boxes}</div></Field> }
}

fn label(lang: Lang) -> &'static str {
    t::duty::f_weekdays(lang)
}

#[component]
fn Names(center: CenterId, show_names: bool, version: i64) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let action = FormAction::<ShowNames>::new();
    let options = vec![
        ("yes".to_owned(), d::names_yes(lang).to_owned()),
        ("no".to_owned(), d::names_no(lang).to_owned()),
    ];
    let value = if show_names { "yes" } else { "no" };
    let words = options.clone();
    view! {
        <section class="card stack close">
            <h2>{d::names(lang)}</h2>
            <p>{d::names_lead(lang)}</p>
            <PostForm action then=then(center) reload=true>
                <input type="hidden" name="center" value=center.to_string() />
                <VersionField version />
                <ConflictPanel rows=vec![ConflictRow::new(d::names(lang), "show_names", value).in_words(&words)] />
                <SelectField field="show_names" label=d::names_choice(lang) options value />
                <div class="acts"><Submit label=t::ui::save(lang) /></div>
            </PostForm>
        </section>
    }
}
