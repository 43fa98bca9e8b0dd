//! `/rate/{at}`: how was it? One tap on a face is an answer; the rest is asked afterwards and may be left.

use super::{
    Faces, MoreFields,
    api::{Asked, More, Open, RateService, State, TellMore, UPLOAD, get_ask},
    outbox, words,
};
use crate::{
    boot::{problems, use_boot},
    call::resource,
    center::ReadAloud,
    lang::{Lang, t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, Submit, UploadForm, set_status, words as said},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_location;
use model::{
    AppError, FieldError, Problem, date,
    evaluation::{Content, Level, Outcome, QuestionKind, STAFF_DEVICE_DAYS, Service},
    follow_up::Became,
};
use server_fn::ServerFn as _;

/// See the module.
#[component]
pub(super) fn RatePage(at: String) -> impl IntoView {
    let key = StoredValue::new(at);
    let asked = resource(|| (), move |()| get_ask(key.get_value()));
    view! {
        <div class="narrow stack">
            <Loaded resource=asked view={move |asked: Asked| view! { <Ask at=key.get_value() asked /> }} />
        </div>
    }
}

/// What it is about, in a sentence.
fn about(lang: Lang, asked: &Asked) -> String {
    use t::evaluation as e;
    let center = asked.center.get(lang.english());
    let day = date::parse(&asked.day)
        .map(|day| said::date(lang, day))
        .unwrap_or_default();
    let room = asked
        .room
        .as_ref()
        .map(|room| room.get(lang.english()))
        .unwrap_or_default();
    match (asked.service, asked.outcome) {
        (Service::Counter, _) => e::about_counter(lang, center),
        (Service::Case, _) => e::about_case(lang, center, day),
        (Service::Booking, None | Some(Outcome::Done)) => e::about_booking(lang, center, room, day),
        (Service::Booking, Some(outcome)) => e::about_ended(lang, center, room, day, words::outcome(lang, outcome)),
    }
}

#[component]
fn Ask(at: String, asked: Asked) -> impl IntoView {
    use t::evaluation as e;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let about = about(lang, &asked);
    let became = asked
        .became
        .map(|(became, answer)| view! { <BecameOf became answer /> });
    let rest = match asked.state {
        State::Open(open) => view! { <Rate at about open /> }.into_any(),
        State::Rated(level, more) => view! { <Thanks at about level more /> }.into_any(),
        State::Given => {
            view! { <Closed title=e::given_title(lang) about text=e::given(lang).to_owned() icon="one-done" /> }
                .into_any()
        }
        State::Early(from) => {
            let text = match from {
                Some(at) => e::early(lang, said::moment(lang, now, at)),
                None => e::early_soon(lang).to_owned(),
            };
            view! { <Closed title=e::early_title(lang) about text icon="one-tea" /> }.into_any()
        }
        State::UnderWay => {
            view! { <Closed title=e::early_title(lang) about text=e::under_way(lang).to_owned() icon="one-tea" /> }
                .into_any()
        }
        State::Over(until) => {
            let text = match until {
                Some(at) => e::over_since(lang, said::date(lang, at.day)),
                None => e::over(lang).to_owned(),
            };
            view! { <Closed title=e::over_title(lang) about text icon="one-farewell" /> }.into_any()
        }
        State::Staff => {
            set_status(403);
            view! { <Closed title=e::staff_title(lang) about text=e::staff(lang, STAFF_DEVICE_DAYS) icon="one-path" /> }
                .into_any()
        }
    };
    view! { {rest}{became} }
}

/// What became of a bad rating, in the inspector's words.
#[component]
fn BecameOf(became: Became, answer: String) -> impl IntoView {
    use t::evaluation as e;
    let lang = use_lang();
    let (icon, text) = match became {
        Became::Open => ("clock", e::became_open(lang)),
        Became::PutRight => ("check", e::became_put_right(lang)),
        Became::Unfounded => ("search", e::became_unfounded(lang)),
        Became::SetAside => ("minus", e::became_set_aside(lang)),
    };
    let answer = (!answer.is_empty() && became != Became::Open).then(|| {
        view! { <h3>{e::became_answer(lang)}</h3><blockquote class="prewrap">{answer}</blockquote> }
    });
    view! {
        <section class="card stack close" id="became">
            <h2>{e::became(lang)}</h2>
            <p><Icon name=icon />" "{text}</p>
            {answer}
        </section>
    }
}

/// Nothing can be said here now, and why.
#[component]
fn Closed(title: &'static str, about: String, text: String, icon: &'static str) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="empty">
            <span class="doorway" aria-hidden="true"><Icon name=icon /></span>
            <PageTitle text=title />
            <p>{about}</p>
            <p>{text}</p>
            <div class="acts"><a class="btn" href="/">{t::ui::to_home(lang)}</a></div>
        </div>
    }
}

/// The five faces.
#[component]
fn Rate(at: String, about: String, open: Open) -> impl IntoView {
    use t::evaluation as e;
    let lang = use_lang();
    let action = FormAction::<RateService>::new();
    let (tapped, set_tapped) = signal(None::<Level>);
    let (kept, set_kept) = signal(outbox::WAITS_NO);
    let then = format!("/rate/{at}?done=1");
    let here = StoredValue::new(at.clone());
    let form = StoredValue::new(open.clone());
    // What an earlier visit has left, which the page could not know when it was drawn.
    Effect::new(move |_| set_kept.set(here.with_value(|at| outbox::waits(at))));
    Effect::new(move |_| {
        let offline = action.value().with(|v| matches!(v, Some(Err(AppError::Unavailable))));
        if offline && let Some(level) = tapped.get_untracked() {
            set_kept.set(here.with_value(|at| form.with_value(|open| outbox::keep(at, level, open))));
        }
    });
    outbox::when_sent(here, kept);
    let aloud = [e::title(lang).to_owned(), about.clone()]
        .into_iter()
        .chain(Level::ALL.map(|level| words::level(lang, level).to_owned()))
        .collect::<Vec<_>>()
        .join(e::pause(lang));
    let Open { form, version, key } = open;
    let waiting = move || {
        kept.get().map(|code| {
            let level = Level::from_code(code)
                .map(|level| words::level(lang, level))
                .unwrap_or_default();
            view! {
                <div class="notice warn" role="status">
                    <Icon name="clock" /><h2>{e::kept_title(lang)}</h2><p>{e::kept(lang, level)}</p>
                </div>
            }
        })
    };
    view! {
        <PageTitle text=e::title(lang) />
        <p class="lead">{about}</p>
        <ReadAloud text=aloud />
        {waiting}
        <div class="stack" hidden=move || kept.get().is_some()>
            <PostForm action then reload=true>
                <input type="hidden" name="at" value=at />
                <input type="hidden" name="key" value=key />
                <input type="hidden" name="form" value=form.to_string() />
                <input type="hidden" name="version" value=version.to_string() />
                <Faces tapped=set_tapped />
            </PostForm>
            <p class="muted">{e::who_sees(lang)}</p>
        </div>
        <p><a href="/">{e::skip(lang)}</a></p>
    }
}

/// It is kept; what may be said beside it.
#[component]
fn Thanks(at: String, about: String, level: Level, more: More) -> impl IntoView {
    use t::evaluation as e;
    let lang = use_lang();
    let done = use_location()
        .query
        .with_untracked(|q| q.get("done").unwrap_or_default());
    let (title, next) = if level.is_bad() {
        (e::sorry_title(lang), e::sorry(lang))
    } else {
        (e::thanks_title(lang), e::thanks(lang))
    };
    let news =
        (done == "2").then(|| view! { <p class="notice good" role="status"><Icon name="check" />{e::told(lang)}</p> });
    let rest = match more {
        More::Asked(content) => view! { <Tell at content level /> }.into_any(),
        More::Said | More::Late => {
            view! { <p class="acts"><a class="btn" href="/">{t::ui::to_home(lang)}</a></p> }.into_any()
        }
    };
    view! {
        {news}
        <NotAdded />
        <PageTitle text=title />
        <section class="card stack close" role="status">
            <p class="muted">{about}</p>
            <p class="rated"><Icon name=words::face(level) /><b>{e::you_said(lang, words::level(lang, level))}</b></p>
            <p>{next}</p>
            <p class="muted">{e::stays(lang)}</p>
        </section>
        {rest}
    }
}

/// What somebody wanted to add where nothing can be added any more: why, and their words, so that they are not lost.
#[component]
fn NotAdded() -> impl IntoView {
    let lang = use_lang();
    let refused = use_boot()
        .with_value(|b| b.rejected.read())
        .filter(|r| r.path == TellMore::url())?;
    let gone = |p: &FieldError| matches!(p.problem, Problem::SaidAlready | Problem::TooLate);
    problems(&refused.error).iter().any(gone).then(|| {
        let typed = refused.value("input[words]").unwrap_or_default().to_owned();
        let text = said::error_text(lang, &refused.error);
        view! {
            <div class="notice warn" role="alert"><Icon name="warn" /><p>{text}</p>
                {(!typed.is_empty()).then(|| view! { <blockquote class="prewrap">{typed}</blockquote> })}</div>
        }
    })
}

#[component]
fn Tell(at: String, content: Content, level: Level) -> impl IntoView {
    use t::evaluation as e;
    let lang = use_lang();
    let action = FormAction::<TellMore>::new();
    let found = RwSignal::new(None::<AppError>);
    let then = format!("/rate/{at}?done=2");
    let with_photos = content.questions.iter().any(|q| q.kind == QuestionKind::Photo);
    let asked = StoredValue::new(content.clone());
    // On its way down to the form, before that is sent: what is wrong is said in the form's own summary.
    let on_submit = move |event: SubmitEvent| {
        let wrong = asked.with_value(|content| wrong_with(&event, content, level));
        if wrong.is_some() {
            event.prevent_default();
        }
        match wrong {
            Some(error) if !with_photos => action.value().set(Some(Err(error))),
            wrong => found.set(wrong),
        }
    };
    let fields = move || {
        view! {
            <input type="hidden" name="at" value=at />
            <MoreFields content level />
            <div class="acts"><Submit label=e::send(lang) /><a class="btn quiet" href="/">{e::no_more(lang)}</a></div>
        }
    };
    let form = if with_photos {
        let call = TellMore::url();
        view! { <UploadForm action=UPLOAD call prefix="input" then found>{fields()}</UploadForm> }.into_any()
    } else {
        view! { <PostForm action prefix="input" then reload=true>{fields()}</PostForm> }.into_any()
    };
    view! {
        <section class="stack" on:submit:capture=on_submit>
            <h2>{e::more_title(lang)}</h2>
            <p>{e::more_lead(lang)}</p>
            {form}
        </section>
    }
}

/// What is wrong with the form, as the server would say it; only where there are scripts.
fn wrong_with(event: &SubmitEvent, content: &Content, level: Level) -> Option<AppError> {
    #[cfg(feature = "hydrate")]
    return super::check::check_form(event, content, level).err();
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (event, content, level);
        None
    }
}
