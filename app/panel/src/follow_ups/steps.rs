//! The forms of the steps that the viewer may take now: one form a step, each with what has to be said with it, so that every one
//! works without scripts.

use app::{
    boot::use_boot,
    follow_up::{
        api::{Detail, Inspect, Rectify},
        words,
    },
    lang::{t, use_lang},
    ui::{FormAction, Icon, PostForm, SelectField, TextArea, TextField, VersionField, field_id},
};
use leptos::prelude::*;
use model::{
    AppError,
    follow_up::{By, MOST_WORDS, Step},
};
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

/// Name of the field that says which step a form takes.
const STEP: &str = "input[step]";

/// What every form of a page needs to know.
#[derive(Clone)]
struct Ground {
    number: String,
    version: i64,
    people: Vec<(String, String)>,
    most_days: u16,
}

/// The next steps, those that lead on first; what is rarer is behind a fold.
#[component]
pub(super) fn Next(detail: Detail) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let lost = view! { <Lost next=detail.next.clone() /> };
    if !detail.row.state.is_open() {
        return lost.into_any();
    }
    let people = detail.people.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let ground = Ground {
        number: detail.row.number.to_string(),
        version: detail.version,
        people: people.collect(),
        most_days: detail.most_days,
    };
    let rare = |step: &Step| matches!(step, Step::Pause | Step::SetAside | Step::AskExtension | Step::Appeal);
    let (other, main): (Vec<Step>, Vec<Step>) = detail.next.iter().partition(|step| rare(step));
    let none = detail
        .next
        .is_empty()
        .then(|| view! { <p class="muted">{f::next_none(lang)}</p> });
    let forms = |steps: Vec<Step>| {
        let ground = ground.clone();
        steps
            .into_iter()
            .map(|step| view! { <StepForm step ground=ground.clone() /> })
            .collect_view()
    };
    // One that was refused is to be seen.
    let refused = refused_step();
    let open = main.is_empty() || other.iter().any(|step| refused.as_deref() == Some(step.code()));
    let rest = (!other.is_empty()).then(|| {
        view! { <details open=open><summary class="btn quiet">{f::next_other(lang)}</summary><div class="stack">{forms(other)}</div></details> }
    });
    view! {
        {lost}
        <section class="card" id="next"><h2>{f::next(lang)}</h2>{none}<div class="stack">{forms(main)}</div>{rest}</section>
    }
    .into_any()
}

/// The step of a form that was refused before scripts were there.
fn refused_step() -> Option<String> {
    let refused = use_boot().with_value(|b| b.rejected.read())?;
    let ours = refused.path == Inspect::url() || refused.path == Rectify::url();
    ours.then(|| refused.value(STEP).map(str::to_owned)).flatten()
}

#[component]
fn StepForm(step: Step, ground: Ground) -> impl IntoView {
    if step.by() == By::Center {
        let action = FormAction::<Rectify>::new();
        return view! { <FormOf action step ground /> }.into_any();
    }
    let action = FormAction::<Inspect>::new();
    view! { <FormOf action step ground /> }.into_any()
}

#[component]
fn FormOf<S>(action: FormAction<S>, step: Step, ground: Ground) -> impl IntoView
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Clone + Send + Sync + 'static,
{
    use t::follow_up as f;
    let lang = use_lang();
    let (button, label) = words::form(lang, step);
    let class = match step {
        Step::SetAside | Step::Fail | Step::RefuseExtension => "btn danger",
        Step::NotReached | Step::Pause | Step::AskExtension | Step::Appeal => "btn",
        _ => "btn main",
    };
    let (people, most_days) = (ground.people.clone(), ground.most_days);
    view! {
        <div class="group box" id=format!("{}-{}", field_id("step"), step.code())>
        <PostForm action prefix="input" then=format!("/admin/follow-ups/{}?saved=1", ground.number) reload=true
            of=(STEP, step.code().to_owned()) ids=step.code()>
            <input type="hidden" name="number" value=ground.number.clone() />
            <VersionField version=ground.version />
            <input type="hidden" name=STEP value=step.code() />
            // Made in here: outside of the form they would not know its prefix.
            {(step == Step::Order).then(|| view! { <Responsible people /> })}
            {matches!(step, Step::Order | Step::Fail).then(|| {
                let hint = f::days_hint(lang, most_days);
                view! { <TextField field="days" label=f::days(lang) hint inputmode="numeric" /> }
            })}
            <TextArea field="words" label hint=words::hint(lang, step) rows=3 most=MOST_WORDS />
            <div class="acts"><button class=class>{button}</button></div>
        </PostForm>
        </div>
    }
    .into_any()
}

/// Who is to put it right.
#[component]
fn Responsible(people: Vec<(String, String)>) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    if people.is_empty() {
        return view! { <p class="notice warn"><Icon name="warn" />{f::responsible_none(lang)}</p> }.into_any();
    }
    let options = std::iter::once((String::new(), f::choose(lang).to_owned()))
        .chain(people)
        .collect();
    view! { <SelectField field="responsible" label=f::responsible(lang) hint=f::responsible_hint(lang) options /> }
        .into_any()
}

/// What somebody wrote with a step that is not possible any more, because somebody else took one first: it is not lost.
#[component]
fn Lost(next: Vec<Step>) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let refused = use_boot().with_value(|b| b.rejected.read());
    let lost = refused
        .filter(|r| r.path == Inspect::url() || r.path == Rectify::url())
        .filter(|r| {
            let step = r.value(STEP).and_then(Step::from_code);
            step.is_none_or(|step| !next.contains(&step))
        });
    lost.map(|lost| {
        let words = lost.value("input[words]").unwrap_or_default().to_owned();
        view! {
            <div class="notice warn" role="alert"><Icon name="warn" /><h2>{f::lost(lang)}</h2><p>{f::lost_lead(lang)}</p>
                <p class="prewrap">{words}</p></div>
        }
    })
}
