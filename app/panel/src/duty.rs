//! `/admin/duty`: a center's duty shifts by the week, and the way to plan them.

mod form;
mod print;
mod rota;
mod week;

pub(super) use form::FormPage;
pub(super) use print::PrintPage;
pub(super) use rota::RotaPage;
pub(super) use week::WeekPage;

use app::{
    duty::api::Week,
    lang::{t, use_lang},
    ui::{FormAction, load_anew},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::{AppError, center::CenterId, date, staff::StaffId};
use server_fn::ServerFn;

/// The page of a center's week.
fn address(center: CenterId, day: Date) -> String {
    format!("/admin/duty?center={center}&week={}", date::format(day))
}

/// `2026-09`
fn month(day: Date) -> String {
    date::format(day).chars().take(7).collect()
}

/// Goes on to the page that the call names.
fn go_on<S>(action: FormAction<S>)
where
    S: ServerFn<Output = String, Error = AppError> + 'static,
{
    let value = action.value();
    Effect::new(move |_| {
        if let Some(Ok(address)) = value.get() {
            load_anew(&address);
        }
    });
}

/// Accounts to choose from, and nobody of them.
fn people_options(nobody: &str, people: Vec<(StaffId, String)>) -> Vec<(String, String)> {
    let none = (String::new(), nobody.to_owned());
    std::iter::once(none)
        .chain(people.into_iter().map(|(id, name)| (id.to_string(), name)))
        .collect()
}

/// Which center, where there are several, and which day of the week or month.
#[component]
fn Choose(
    /// What there is to choose from.
    week: Week,
    /// Address of the page.
    to: &'static str,
    /// Name, type, value and label of the field for the time.
    when: (&'static str, &'static str, String, &'static str),
) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let chosen = week.of.as_ref().map(|of| of.center);
    let (name, kind, value, label) = when;
    let center = (week.centers.len() > 1).then(|| {
        let options = week
            .centers
            .iter()
            .map(|(id, names)| {
                let names = names.get(lang.english()).to_owned();
                view! { <option value=id.to_string() selected=chosen == Some(*id)>{names}</option> }
            })
            .collect_view();
        view! {
            <label for="duty-center">{d::center(lang)}</label>
            <select class="in" id="duty-center" name="center">{options}</select>
        }
    });
    view! {
        <form method="get" action=to class="filters row no-print">
            {center}
            <label for="duty-when">{label}</label>
            <input class="in" id="duty-when" name=name type=kind value=value />
            <button class="btn">{d::choose(lang)}</button>
        </form>
    }
}
