//! `/admin/complaints`: the inspector's office writes down what comes by telephone, and finds the complaints that are open.

use super::parts::ByNumber;
use app::{
    call::resource,
    complaint::{
        Fields, Receipted,
        api::{ComplaintForm, EnterComplaint, get_complaint_desk},
    },
    follow_up::{
        api::{Queue, get_queue},
        words,
    },
    lang::{t, use_lang},
    ui::{FormAction, Icon, KeyField, Loaded, PageTitle, PostForm, Submit, answered, words as said},
};
use leptos::prelude::*;

/// See the module.
#[component]
pub(super) fn ComplaintsPage() -> impl IntoView {
    use t::complaint as c;
    let lang = use_lang();
    let form = resource(|| (), |()| get_complaint_desk());
    let queue = resource(|| (), |()| get_queue(String::new(), String::new()));
    view! {
        <PageTitle text=c::desk_title(lang) />
        <p class="lead">{c::desk_lead(lang)}</p>
        <ByNumber typed=String::new() label=t::follow_up::by_number(lang) page="/admin/follow-ups" />
        <Loaded resource=form view=|form: ComplaintForm| view! { <Enter form /> } />
        <Loaded resource=queue view=|queue: Queue| view! { <Open queue /> } />
    }
}

#[component]
fn Enter(form: ComplaintForm) -> impl IntoView {
    use t::complaint as c;
    let lang = use_lang();
    let action = FormAction::<EnterComplaint>::new();
    let receipt = answered(action);
    let form = StoredValue::new(form);
    view! {
        <section class="card">
            <h2>{c::enter(lang)}</h2>
            {move || match receipt.get() {
                Some(receipt) => view! {
                    <p class="notice warn"><Icon name="info" />{c::tell_caller(lang)}</p>
                    <Receipted receipt />
                    <p class="acts"><a class="btn" href="/admin/complaints" rel="external">{c::another(lang)}</a></p>
                }
                .into_any(),
                None => {
                    let ComplaintForm { centers, key } = form.get_value();
                    view! {
                        <PostForm action prefix="input">
                            <input type="hidden" name="show" value="1" />
                            <KeyField value=key />
                            <Fields centers />
                            <div class="acts"><Submit label=c::enter_do(lang) /></div>
                        </PostForm>
                    }
                    .into_any()
                }
            }}
        </section>
    }
}

#[component]
fn Open(queue: Queue) -> impl IntoView {
    use t::{complaint as c, follow_up as f};
    let lang = use_lang();
    let rows: Vec<_> = queue.rows.into_iter().filter(|row| row.level.is_none()).collect();
    if rows.is_empty() {
        return view! { <p class="muted">{c::none(lang)}</p> }.into_any();
    }
    let lines = rows
        .into_iter()
        .map(|row| {
            let (class, icon, state) = words::state(lang, row.state);
            let due = words::due(lang, &row).map(|(class, icon, text)| view! { <span class=class><Icon name=icon />{text}</span> });
            let center = row.center.as_ref().map_or_else(
                || f::no_center(lang).to_owned(),
                |(_, names)| names.get(lang.english()).to_owned(),
            );
            view! {
                <tr role="row" class:bad=row.overdue>
                    <th scope="row" role="rowheader"><a class="btn small" href=format!("/admin/follow-ups/{}", row.number)>{row.number.spaced()}</a></th>
                    <td role="cell" data-label=f::c_opened(lang)>{row.opened.map(said::stamp)}</td>
                    <td role="cell" data-label=f::c_center(lang)>{center}</td>
                    <td role="cell" data-label=f::c_state(lang)><span class=class><Icon name=icon />{state}</span></td>
                    <td role="cell" data-label=f::c_due(lang)>{due}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = [
        f::c_number(lang),
        f::c_opened(lang),
        f::c_center(lang),
        f::c_state(lang),
        f::c_due(lang),
    ];
    let heads = heads
        .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
        .collect_view();
    view! {
        <section class="stack close">
            <h2>{c::open(lang)}</h2>
            <div class="scroll stacks" role="region" aria-label=c::open(lang) tabindex="0">
                <table class="data" role="table">
                    <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                    <tbody role="rowgroup">{lines}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
