//! How messages reach residents: the gateway, the hours of the night, reminders; a message to try it; what became of others.

use super::{parts::Saved, settings::Tabs};
use app::{
    call::resource,
    lang::{Lang, t, use_lang},
    setting::message_api::{MessagesForm, SaveMessages, TestMessages, Tried, get_messages},
    ui::{
        CheckField, ConflictPanel, ConflictRow, FormAction, Icon, Loaded, PageTitle, PostForm, Submit, TextField,
        VersionField, answered, words,
    },
};
use leptos::prelude::*;
use model::{
    hours::LocalMinute,
    notice::{Deliveries, NoticeKind},
    settings::MessageSettingsInput,
};

/// `/admin/settings/messages`
#[component]
pub(super) fn MessagesPage() -> impl IntoView {
    let lang = use_lang();
    let form = resource(|| (), |()| get_messages());
    view! {
        <PageTitle text=t::message::title(lang) />
        <Tabs />
        <Saved />
        <Loaded resource=form view=|form: MessagesForm| view! { <Edit form /> } />
    }
}

#[component]
fn Edit(form: MessagesForm) -> impl IntoView {
    use t::message as m;
    let lang = use_lang();
    let action = FormAction::<SaveMessages>::new();
    let MessagesForm {
        input,
        has_secret,
        version,
        deliveries,
        failed_at,
    } = form;
    let (secret_hint, set) = if has_secret {
        (m::secret_keep(lang), m::secret_set(lang))
    } else {
        (m::secret_hint(lang), m::secret_not_set(lang))
    };
    view! {
        <PostForm action prefix="input" then="/admin/settings/messages?saved=1" reload=true>
            <VersionField version />
            <Compared input=input.clone() />
            <fieldset class="group box">
                <legend>{m::gateway(lang)}</legend>
                <p class="hint">{m::gateway_hint(lang)}</p>
                <CheckField field="gateway" label=m::gateway_on(lang) checked={!input.gateway.is_empty()} value="1" />
                <TextField field="url" label=m::url(lang) hint=m::url_hint(lang) value=input.url inputmode="url" />
                <p><span class="pill info">{set}</span></p>
                <TextField field="secret" label=m::secret(lang) hint=secret_hint kind="password" autocomplete="new-password" />
                <TextField field="sender" label=m::sender(lang) hint=m::sender_hint(lang) value=input.sender />
                <TextField field="codes_a_day" label=m::codes_a_day(lang) hint=m::codes_hint(lang) value=input.codes_a_day
                    inputmode="numeric" required=true />
            </fieldset>
            <fieldset class="group box">
                <legend>{m::quiet(lang)}</legend>
                <p class="hint">{m::quiet_hint(lang)}</p>
                <div class="fields">
                    <TextField field="quiet_from" label=m::quiet_from(lang) value=input.quiet_from required=true />
                    <TextField field="quiet_until" label=m::quiet_until(lang) value=input.quiet_until required=true />
                </div>
            </fieldset>
            <fieldset class="group box">
                <legend>{m::reminders(lang)}</legend>
                <CheckField field="reminders" label=m::reminders_on(lang) checked={!input.reminders.is_empty()} value="1" />
                <TextField field="reminder_hours" label=m::reminder_hours(lang) hint=m::reminder_hint(lang) value=input.reminder_hours
                    inputmode="numeric" required=true />
            </fieldset>
            <div class="savebar"><Submit label=t::ui::save(lang) /></div>
        </PostForm>
        <Test />
        <Became deliveries failed_at />
    }
}

#[component]
fn Compared(input: MessageSettingsInput) -> impl IntoView {
    use t::message as m;
    let lang = use_lang();
    let rows = [
        (m::gateway_on(lang), "gateway", input.gateway),
        (m::url(lang), "url", input.url),
        (m::sender(lang), "sender", input.sender),
        (m::quiet_from(lang), "quiet_from", input.quiet_from),
        (m::quiet_until(lang), "quiet_until", input.quiet_until),
        (m::reminders_on(lang), "reminders", input.reminders),
        (m::reminder_hours(lang), "reminder_hours", input.reminder_hours),
        (m::codes_a_day(lang), "codes_a_day", input.codes_a_day),
    ];
    let rows = rows.map(|(label, field, stored)| ConflictRow::new(label, field, stored));
    view! { <ConflictPanel rows=rows.into() /> }
}

#[component]
fn Test() -> impl IntoView {
    use t::message as m;
    let lang = use_lang();
    let action = FormAction::<TestMessages>::new();
    let tried = answered(action);
    view! {
        <section class="card">
            <h2>{m::test(lang)}</h2>
            <p>{m::test_lead(lang)}</p>
            <div role="status">{move || tried.get().map(|tried| {
                let (class, icon, text) = match tried {
                    Tried::Sent => ("notice good", "check", m::test_sent(lang).to_owned()),
                    Tried::Failed(why) => ("notice bad", "warn", m::test_failed(lang, reason(lang, &why))),
                    Tried::Waiting => ("notice warn", "clock", m::test_waiting(lang).to_owned()),
                };
                view! { <p class=class><Icon name=icon />{text}</p> }
            })}</div>
            <PostForm action>
                <input type="hidden" name="show" value="1" />
                <TextField field="phone" label=t::resident::phone(lang) kind="tel" inputmode="tel" required=true />
                <div class="acts"><Submit label=m::test_send(lang) /></div>
            </PostForm>
        </section>
    }
}

#[component]
fn Became(deliveries: Deliveries, failed_at: Vec<LocalMinute>) -> impl IntoView {
    use t::message as m;
    let lang = use_lang();
    let none = deliveries.tallies.is_empty().then(|| view! { <p>{m::none(lang)}</p> });
    let tallies = deliveries.tallies.into_iter().map(|tally| {
        view! {
            <tr>
                <th scope="row">{channel(lang, &tally.channel)}</th>
                <td class="num">{tally.waiting}</td><td class="num">{tally.sent}</td><td class="num">{tally.failed}</td>
            </tr>
        }
    });
    let table = none.is_none().then(|| {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=m::deliveries(lang)>
                <table>
                    <thead><tr>
                        <th scope="col">{m::way(lang)}</th><th scope="col">{m::waiting(lang)}</th>
                        <th scope="col">{m::sent(lang)}</th><th scope="col">{m::failed(lang)}</th>
                    </tr></thead>
                    <tbody>{tallies.collect_view()}</tbody>
                </table>
            </div>
        }
    });
    let lines = deliveries.failures.into_iter().zip(failed_at).map(|(failure, at)| {
        let end = if failure.given_up {
            m::given_up(lang)
        } else {
            m::again(lang)
        };
        let tries = m::tries(lang, failure.tries);
        view! {
            <li>
                <span class="grow"><b>{kind(lang, &failure.kind)}</b>" "{channel(lang, &failure.channel)}<br/>
                    {reason(lang, &failure.error)}" · "{tries}" · "{end}</span>
                <span class="muted">{words::stamp(at)}</span>
            </li>
        }
    });
    let lines: Vec<_> = lines.collect();
    let errors = (!lines.is_empty()).then(|| view! { <h3>{m::errors(lang)}</h3><ul class="list">{lines}</ul> });
    view! {
        <section class="card">
            <h2>{m::deliveries(lang)}</h2>
            {none}
            {table}
            {errors}
        </section>
    }
}

fn channel(lang: Lang, code: &str) -> &'static str {
    if code == "push" {
        t::message::push(lang)
    } else {
        t::message::sms(lang)
    }
}

fn kind(lang: Lang, code: &str) -> String {
    match code {
        "code" => t::resident::code(lang).to_owned(),
        "test" => t::message::test(lang).to_owned(),
        other => {
            NoticeKind::from_code(other).map_or_else(|| other.to_owned(), |k| app::notice::title(lang, k).to_owned())
        }
    }
}

/// Why a try failed, in words; a status of HTTP stays as it is, for whoever looks after the gateway.
fn reason(lang: Lang, why: &str) -> String {
    use t::message as m;
    match why {
        "cannot connect" => m::e_connect(lang).to_owned(),
        "connection lost" => m::e_lost(lang).to_owned(),
        "no answer in time" => m::e_timeout(lang).to_owned(),
        "too late" => m::e_late(lang).to_owned(),
        other => other
            .strip_prefix("status ")
            .map_or_else(|| other.to_owned(), |status| m::e_status(lang, status)),
    }
}
