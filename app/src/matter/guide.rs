//! The guide of a matter 办事指南: can I, what do I bring, where, how long, what does it cost, can I do it from home.

use super::{
    api::{Guide, Place, get_guide},
    apply::Apply,
    ask::{Questions, query_of, use_answers},
    materials::Materials,
    words::{self, chinese, limit, text},
};
use crate::{
    boot::use_boot,
    call::resource,
    center::ReadAloud,
    duty::NowOrNext,
    lang::{Lang, t, t::matter as m, use_lang},
    ui::{Icon, Loaded, PageTitle, Preview, set_status, words::open_state},
};
use leptos::{nonce::use_nonce, prelude::*};
use model::{
    matter::{Answers, Content, Material, Mode, Outcome},
    statistics::Needed,
    text::dial,
};

/// `/matters/{code}`
#[component]
pub(super) fn GuidePage(code: String) -> impl IntoView {
    let guide = resource(move || code.clone(), get_guide);
    let answers = use_answers();
    view! { <Loaded resource=guide view=move |guide: Guide| {
        if guide.retired {
            view! { <Retired content=guide.content /> }.into_any()
        } else {
            view! { <InService guide answers /> }.into_any()
        }
    } /> }
}

/// Out of service: the address answers 410 Gone, as that of a center does.
#[component]
pub(super) fn Retired(content: Content) -> impl IntoView {
    let lang = use_lang();
    set_status(410);
    view! {
        <PageTitle text=text(lang, &content.name).0 />
        <div class="notice warn">
            <Icon name="warn" />
            <h2>{m::retired_title(lang)}</h2>
            <p>{m::retired_text(lang)}</p>
            <p class="acts"><a href="/matters" class="btn main">{m::title(lang)}</a></p>
        </div>
    }
}

#[component]
fn InService(guide: Guide, answers: Memo<Answers>) -> impl IntoView {
    let lang = use_lang();
    let content = guide.content.clone();
    let path = format!("/matters/{}", content.code);
    let (name, tongue) = text(lang, &content.name);
    let (summary, summary_tongue) = text(lang, &content.summary);
    let aloud = aloud(lang, &content);
    let schema = schema(&guide, &path);
    let modes = content
        .modes
        .iter()
        .map(|mode| view! { <span class="pill info"><Icon name=words::mode_icon(*mode) />{words::mode(lang, *mode)}</span> })
        .collect_view();
    let asks = !content.questions.is_empty();
    let kept = StoredValue::new(content.clone());
    let code = content.code.clone();
    view! {
        <PageTitle text=name.clone() hidden=true />
        <Preview path=path.clone() title=name.clone() description=summary.clone() image=None />
        <script type="application/ld+json" nonce=use_nonce() inner_html=schema></script>
        <nav class="crumbs"><a href="/matters">{m::title(lang)}</a></nav>
        <header class="stack close">
            <h1 lang=tongue>{name}</h1>
            <p class="row"><span class="pill">{words::level(lang, content.level)}</span>{modes}</p>
            <p class="lead" lang=summary_tongue>{summary}</p>
            <div class="acts"><ReadAloud text=aloud /></div>
        </header>
        <div class="split">
            <div class="stack">
                {asks.then(|| view! { <Questions content=kept answers path=path.clone() /> })}
                <Bring content=kept answers />
                <Apply content=kept answers />
                <Lines title=m::can_i(lang) lines=content.conditions.clone() />
                <How content=content.clone() />
                <Steps content=content.clone() />
                <Answered content=content.clone() />
                <Lines title=m::basis(lang) lines=content.basis.clone() />
                <Codes content=content.clone() version=guide.version />
            </div>
            <div class="stack">
                <Facts content needed=guide.needed />
                <Where code places=guide.places total=guide.places_total />
                <section class="card">
                    <div class="qr">
                        <img src=format!("{path}/qr.svg") alt=m::qr_alt(lang) width="144" height="144" />
                        <p><b>{m::qr_title(lang)}</b></p>
                    </div>
                </section>
            </div>
        </div>
    }
}

/// What this person brings, or why they cannot have it.
#[component]
fn Bring(content: StoredValue<Content>, answers: Memo<Answers>) -> impl IntoView {
    let lang = use_lang();
    let shown = move || {
        let answers = answers.get();
        content.with_value(|content| {
            let query = query_of(content, &answers);
            match content.narrow(&answers).outcome {
                Outcome::Ask(question) => {
                    let (text, tongue) = text(lang, &question.text);
                    view! {
                        <h2>{m::bring(lang)}</h2>
                        <p class="muted">{m::answer_first(lang)}{m::colon(lang)}<span lang=tongue>{text}</span></p>
                    }
                    .into_any()
                }
                Outcome::Stop(choice) => view! {
                    <div class="notice warn">
                        <Icon name="warn" />
                        <h2>{m::stop_title(lang)}</h2>
                        <p lang=chinese(lang)>{choice.stop.clone()}</p>
                    </div>
                }
                .into_any(),
                Outcome::Bring(materials) => {
                    let materials: Vec<Material> = materials.into_iter().cloned().collect();
                    let notice = format!("/matters/{}/notice{query}", content.code);
                    view! {
                        <h2>{m::bring_n(lang, materials.len())}</h2>
                        <Materials materials />
                        <p class="acts no-print"><a href=notice class="btn main"><Icon name="print" />{m::get_notice(lang)}</a></p>
                    }
                    .into_any()
                }
            }
        })
    };
    view! { <section class="card stack" id="bring" aria-live="polite">{shown}</section> }
}

#[component]
fn Facts(content: Content, needed: Option<Needed>) -> impl IntoView {
    let lang = use_lang();
    let fee = if content.fee.is_free() {
        m::free(lang).to_owned()
    } else {
        content.fee.amount.clone()
    };
    let statutory = content
        .statutory
        .map(|statutory| view! { <small class="muted">{m::statutory(lang)}" "{limit(lang, statutory)}</small> });
    let needed = needed.map(|needed| {
        let (days, of) = (
            words::median(lang, needed.twice_median),
            m::needed_of(lang, needed.cases),
        );
        view! { <div><dt>{m::needed(lang)}</dt><dd><b>{days}</b>" "<small class="muted">{of}</small></dd></div> }
    });
    let accepted = content.accepted_within().map(|within| {
        let words = m::accepted_within(lang, limit(lang, within));
        view! { <div><dt>{m::accepted(lang)}</dt><dd>{words}</dd></div> }
    });
    let visits = match content.visits {
        0 => m::visits_0(lang).to_owned(),
        n => m::visits_n(lang, n),
    };
    let line = |name: &'static str, text: String| {
        (!text.is_empty()).then(|| view! { <div><dt>{name}</dt><dd lang=chinese(lang)>{text}</dd></div> })
    };
    view! {
        <section class="card">
            <dl class="facts">
                <div><dt>{m::how_long(lang)}</dt><dd><b>{m::promised(lang)}" "{limit(lang, content.promised)}</b>" "{statutory}</dd></div>
                {accepted}
                {needed}
                {line(m::special(lang), content.special)}
                <div><dt>{m::cost(lang)}</dt><dd>{fee}</dd></div>
                {line(m::fee_basis(lang), content.fee.basis)}
                <div><dt>{m::visits(lang)}</dt><dd>{visits}</dd></div>
                {line(m::result(lang), content.result)}
                {line(m::place(lang), content.place)}
                {line(m::when(lang), content.when)}
                {line(m::body(lang), content.body)}
                {phone(m::consult(lang), &content.consult)}
                {phone(m::supervise(lang), &content.supervise)}
            </dl>
        </section>
    }
}

fn phone(name: &'static str, number: &str) -> Option<impl IntoView + use<>> {
    let number = number.to_owned();
    (!number.is_empty()).then(|| {
        let href = format!("tel:{}", dial(&number));
        view! { <div><dt>{name}</dt><dd class="num"><a href=href><Icon name="phone" />{number}</a></dd></div> }
    })
}

/// The modes in words, and the way to the outside platform.
#[component]
fn How(content: Content) -> impl IntoView {
    let lang = use_lang();
    let online = content.online.clone();
    let modes = content
        .modes
        .iter()
        .map(|mode| {
            let online = (*mode == Mode::SelfService && !online.is_empty()).then(|| {
                view! { <Online code=content.code.clone() address=online.clone() /> }
            });
            view! {
                <li>
                    <Icon name=words::mode_icon(*mode) />
                    <div class="grow"><b>{words::mode(lang, *mode)}</b><p class="muted">{words::mode_text(lang, *mode)}</p>{online}</div>
                </li>
            }
        })
        .collect_view();
    view! { <section class="card stack close"><h2>{m::how(lang)}</h2><ul class="list">{modes}</ul></section> }
}

/// The way to the outside platform: a link for whoever holds the phone, a code for whoever sees a screen or paper.
#[component]
pub(super) fn Online(
    /// Code of the matter.
    code: String,
    /// Of the platform.
    address: String,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="qr">
            <img src=format!("/matters/{code}/online/qr.svg") alt=m::online_qr(lang) width="144" height="144" />
            <div>
                <p class="no-print"><a class="btn" href=address.clone() rel="external noopener"><Icon name="external" />{m::online(lang)}</a></p>
                <p class="muted">{m::online_scan(lang)}</p>
                <p class="print-only break">{address}</p>
            </div>
        </div>
    }
}

#[component]
fn Where(
    /// Code of the matter.
    code: String,
    /// Where it is handled, as many as the guide names.
    places: Vec<Place>,
    /// How many there are.
    total: usize,
) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    if places.is_empty() {
        return view! { <section class="card"><h2>{m::where_done(lang)}</h2><p>{m::where_none(lang)}</p></section> }
            .into_any();
    }
    let few = places.len() <= 3;
    let items = places
        .into_iter()
        .map(|place| {
            let (class, icon, open) = open_state(lang, now, &place.open);
            let modes: Vec<_> = place.modes.iter().map(|mode| words::mode(lang, *mode)).collect();
            let modes = (!modes.is_empty()).then(|| view! { <p class="muted">{modes.join(t::hours::comma(lang))}</p> });
            let call = (!place.phone.is_empty()).then(|| {
                let href = format!("tel:{}", dial(&place.phone));
                view! { <a class="btn small" href=href><Icon name="phone" />{place.phone.clone()}</a> }
            });
            let address = (!place.address.is_empty()).then(|| {
                view! { <p><a href=format!("/centers/{}#way", place.id)><Icon name="pin" />{place.address.clone()}</a></p> }
            });
            view! {
                <li>
                    <div class="grow">
                        <a href=format!("/centers/{}", place.id)>{place.names.get(lang.english()).to_owned()}</a>
                        <p><span class=class><Icon name=icon />{open}</span></p>
                        {modes}
                        {address}
                        <NowOrNext shifts=place.duty />
                    </div>
                    {call}
                </li>
            }
        })
        .collect_view();
    let all = (!few).then(|| view! { <p><a href=format!("/centers?matter={code}")>{m::where_all(lang)}</a></p> });
    let list = view! { <ul class="list">{items}</ul> };
    view! {
        <section class="card stack close">
            <h2>{m::where_done(lang)}</h2>
            {if few {
                list.into_any()
            } else {
                view! { <details><summary>{m::where_n(lang, total)}</summary>{list}</details> }.into_any()
            }}
            {all}
        </section>
    }
    .into_any()
}

/// A list of sentences of the catalog.
#[component]
fn Lines(title: &'static str, lines: Vec<String>) -> impl IntoView {
    let lang = use_lang();
    (!lines.is_empty()).then(|| {
        let items = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <section class="stack close"><h2>{title}</h2><ul lang=chinese(lang)>{items}</ul></section> }
    })
}

#[component]
fn Steps(content: Content) -> impl IntoView {
    let lang = use_lang();
    (!content.steps.is_empty()).then(|| {
        let items = content
            .steps
            .into_iter()
            .map(|step| {
                let limit = step.own_limit().map(|l| view! { " "<span class="pill">{limit(lang, l)}</span> });
                view! { <li><b lang=chinese(lang)>{step.name}</b>{limit}<p class="muted" lang=chinese(lang)>{step.what}</p></li> }
            })
            .collect_view();
        view! { <section class="stack close"><h2>{m::steps(lang)}</h2><ol class="steps">{items}</ol></section> }
    })
}

#[component]
fn Answered(content: Content) -> impl IntoView {
    let lang = use_lang();
    (!content.faq.is_empty()).then(|| {
        let items = content
            .faq
            .into_iter()
            .map(
                |qa| view! { <details lang=chinese(lang)><summary>{qa.question}</summary><p>{qa.answer}</p></details> },
            )
            .collect_view();
        view! { <section class="stack close"><h2>{m::faq(lang)}</h2>{items}</section> }
    })
}

/// What only an official asks.
#[component]
fn Codes(content: Content, version: i64) -> impl IntoView {
    let lang = use_lang();
    let objects: Vec<_> = content.objects.iter().map(|o| words::object(lang, *o)).collect();
    let forms: Vec<_> = content.forms.iter().map(|f| words::form(lang, *f)).collect();
    let with_code = |words: &str, code: &str| format!("{words}（{code}）");
    let mut rows = vec![
        (m::code(lang), content.code.clone()),
        (m::implementation_code(lang), content.implementation_code),
        (m::body_code(lang), content.body_code),
        (
            m::kind(lang),
            with_code(words::kind(lang, content.kind), content.kind.standard()),
        ),
        (
            m::case_kind(lang),
            with_code(words::case_kind(lang, content.case_kind), content.case_kind.standard()),
        ),
        (
            m::level(lang),
            with_code(words::level(lang, content.level), content.level.standard()),
        ),
        (m::partners(lang), content.partners.join("、")),
        (m::objects(lang), objects.join("、")),
        (m::forms(lang), forms.join("、")),
        (m::reach(lang), content.reach),
        (m::quota(lang), content.quota),
    ];
    if content.delivery {
        rows.push((m::delivery(lang), "✓".to_owned()));
    }
    if content.online_payment {
        rows.push((m::online_payment(lang), "✓".to_owned()));
    }
    let rows = rows
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| view! { <div><dt>{name}</dt><dd>{text}</dd></div> })
        .collect_view();
    view! {
        <details>
            <summary>{m::details(lang)}</summary>
            <dl class="facts">{rows}</dl>
            <p class="muted">{m::version(lang, version)}</p>
        </details>
    }
}

/// What is read aloud in elder mode.
fn aloud(lang: Lang, content: &Content) -> String {
    let materials: Vec<String> = content
        .materials
        .iter()
        .filter(|material| material.when.is_empty())
        .map(|material| text(lang, &material.name).0)
        .collect();
    let fee = if content.fee.is_free() {
        m::free(lang)
    } else {
        content.fee.amount.as_str()
    };
    m::aloud(
        lang,
        text(lang, &content.name).0,
        text(lang, &content.summary).0,
        materials.join("，"),
        limit(lang, content.promised),
        fee,
    )
}

/// JSON-LD is for readers of the server's answer; the browser leaves it as it came.
fn schema(guide: &Guide, path: &str) -> String {
    #[cfg(feature = "ssr")]
    return use_boot().with_value(|b| super::schema::json_ld(guide, &format!("{}{path}", b.origin)));
    #[cfg(not(feature = "ssr"))]
    {
        let _ = (guide, path);
        String::new()
    }
}
