//! The counter without a network: the form that registers a case, as a document of its own. It carries no application and no person: the
//! service worker keeps it where the counter was opened, `public/counter.js` fills in the matters and keeps what is registered.

use super::{document::Head, footer::ToCall};
use app::{
    boot::{Boot, asset},
    case::{unsent::Unsent, words},
    lang::{Lang, t},
    ui::{Icon, PageTitle, field_id},
};
use leptos::prelude::*;
use model::{case::Decision, matter::Mode};

/// See the module.
pub fn counter_document(options: LeptosOptions) -> impl IntoView {
    use t::case as c;
    let boot = use_context::<Boot>().unwrap_or_default();
    let lang = boot.language();
    let name = boot.branding.name.get(lang.english()).to_owned();
    leptos_meta::provide_meta_context();
    provide_context(lang);
    provide_context(StoredValue::new(boot.clone()));
    let script = asset("/counter.js");
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() data-elder=boot.elder.then_some("") data-accent=boot.branding.accent.clone()>
            <Head options />
            <body>
                <header class="top"><a class="brand" href="/"><span class="brand-name">{name}</span></a></header>
                <main class="page narrow whole stack" id="main" data-shell="">
                    <PageTitle text=c::u_offline(lang) />
                    <p class="notice warn" id="closed"><Icon name="warn" />{c::u_closed(lang)}</p>
                    <div class="stack" id="open" hidden=true>
                        <p class="notice"><Icon name="info" />{c::u_offline_lead(lang)}</p>
                        <Unsent />
                        <section class="card" data-outbox="">
                            <h2>{c::register(lang)}</h2>
                            <Register lang />
                        </section>
                    </div>
                    <p><a class="btn" href="/admin/counter">{c::u_again(lang)}</a></p>
                    <ToCall />
                </main>
                <script src=script nonce=leptos::nonce::use_nonce()></script>
            </body>
        </html>
    }
}

/// The fields of the counter's form under the names that it has there.
#[component]
fn Register(lang: Lang) -> impl IntoView {
    use t::case as c;
    let modes = Mode::ALL
        .map(|mode| view! { <option value=mode.code()>{words::mode(lang, mode)}</option> })
        .collect_view();
    let decisions = Decision::ALL
        .map(|decision| view! { <option value=decision.code()>{words::decision(lang, decision)}</option> })
        .collect_view();
    view! {
        <form class="form" method="post" action="/api/case/open_for">
            <input type="hidden" name="key" value="" />
            <div class="field" id="counter-center" hidden=true>
                <label for=field_id("center")>{c::center(lang)}</label>
                <select class="in" id=field_id("center") name="center"></select>
            </div>
            <div class="field">
                <label for=field_id("matter")>{c::f_matter(lang)}</label>
                <p class="hint" id="f-matter-hint">{c::f_matter_hint(lang)}</p>
                <input class="in" id=field_id("matter") name="matter" list="matters" autocomplete="off" required=true
                    aria-describedby="f-matter-hint" />
                <datalist id="matters"></datalist>
            </div>
            <div class="fields">
                <Line field="name" label=c::f_name(lang) required=true />
                <Line field="phone" label=c::f_phone(lang) hint=c::f_phone_hint(lang) kind="tel" />
            </div>
            <div class="field">
                <label for=field_id("mode")>{c::f_mode(lang)}</label>
                <p class="hint" id="f-mode-hint">{c::f_mode_hint(lang)}</p>
                <select class="in" id=field_id("mode") name="input[mode]" required=true aria-describedby="f-mode-hint">
                    <option value="">{t::ui::choose(lang)}</option>{modes}
                </select>
            </div>
            <div class="field">
                <label for=field_id("consent")>{c::f_agreed(lang)}</label>
                <label class="check"><input type="checkbox" id=field_id("consent") name="input[consent]" value="1" />{c::f_consent(lang)}</label>
            </div>
            <Line field="note" label=c::f_note(lang) />
            <details>
                <summary>{c::more_visit(lang)}</summary>
                <Line field="address" label=c::f_address(lang) />
                <div class="fields">
                    <Line field="day" label=c::f_day(lang) kind="date" />
                    <Line field="from" label=c::f_from(lang) />
                    <Line field="to" label=c::f_to(lang) />
                </div>
            </details>
            <details>
                <summary>{c::more_agent(lang)}</summary>
                <Line field="agent" label=c::f_agent(lang) hint=c::f_agent_hint(lang) />
                <div class="field">
                    <label for=field_id("decision")>{c::f_decision(lang)}</label>
                    <select class="in" id=field_id("decision") name="input[decision]">{decisions}</select>
                </div>
                <Line field="words" label=c::say_decide(lang) hint=c::f_words_hint(lang) />
            </details>
            <div class="acts"><button type="submit" class="btn main">{c::register_do(lang)}</button></div>
        </form>
    }
}

/// A line of text.
#[component]
fn Line(
    /// Its name within `input`.
    field: &'static str,
    /// Its label.
    label: &'static str,
    /// What helps to fill it in.
    #[prop(optional)]
    hint: &'static str,
    /// `type` of the control.
    #[prop(default = "text")]
    kind: &'static str,
    /// It must be filled in.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let id = field_id(field);
    let hint_id = format!("{id}-hint");
    let said = (!hint.is_empty()).then(|| hint_id.clone());
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {hint}
            <input class="in" id=id name=format!("input[{field}]") type=kind autocomplete="off" required=required aria-describedby=said />
        </div>
    }
}
