//! The forms of the steps that the viewer may take now: one form a step, each with what has to be said with it, so that every one
//! works without scripts.

use app::{
    boot::{Rejected, problems, use_boot},
    case::{
        api::{Detail, StepCase},
        words,
    },
    lang::{t, use_lang},
    ui::{
        Field, FormAction, FormState, Icon, PostForm, SelectField, TextArea, TextField, VersionField, field_id,
        words::problem_text,
    },
};
use leptos::prelude::*;
use model::{
    FieldError, Problem,
    case::{Decision, Step, Wait},
    hours::fmt_minute,
    text::Names,
};
use server_fn::ServerFn;

/// Name of the field that says which step a form takes.
const STEP: &str = "input[step]";

/// The next steps, those that lead on first; what is rarer is behind a fold.
#[component]
pub(super) fn Next(detail: Detail) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let refused_step = refused().as_ref().and_then(step_of);
    // What was taken is given back before a case goes elsewhere.
    let held = detail.papers.iter().any(|paper| paper.returned.is_none());
    let barred = move |step: Step| step == Step::Transfer && held;
    let lost = refused_step.is_none_or(|step| barred(step) || !detail.next.contains(&step));
    let lost = lost.then(|| view! { <Lost materials=detail.materials.clone() /> });
    let leads = |step: &Step| {
        matches!(
            step,
            Step::AskCorrection
                | Step::Supplement
                | Step::Accept
                | Step::Refuse
                | Step::Begin
                | Step::Resume
                | Step::Return
                | Step::Decide
                | Step::Collect
        )
    };
    let (main, other): (Vec<Step>, Vec<Step>) = detail.next.iter().partition(|step| leads(step));
    let none = detail
        .next
        .is_empty()
        .then(|| view! { <p class="muted">{c::next_none(lang)}</p> });
    let open = refused_step.is_some_and(|step| other.contains(&step));
    let form = |step: Step| {
        let detail = detail.clone();
        let open = refused_step == Some(step);
        let inside = if barred(step) {
            let why = problem_text(lang, &FieldError::new("step", Problem::PapersHere));
            view! { <p class="muted">{why}</p> }.into_any()
        } else {
            view! { <StepForm step detail /> }.into_any()
        };
        view! {
            <details class="group box" open=open id=format!("{}-{}", field_id("step"), step.code())>
                <summary class="btn">{words::step(lang, step)}</summary>
                {inside}
            </details>
        }
    };
    let main = main.into_iter().map(form).collect_view();
    let rest = (!other.is_empty()).then(|| {
        let forms = other.into_iter().map(form).collect_view();
        view! { <details open=open><summary class="btn quiet">{c::next_other(lang)}</summary><div class="stack">{forms}</div></details> }
    });
    view! {
        {lost}
        <section class="card" id="next"><h2>{c::next(lang)}</h2>{none}<div class="stack">{main}</div>{rest}</section>
    }
}

/// The step that was refused before scripts were there.
fn refused() -> Option<Rejected> {
    let refused = use_boot().with_value(|b| b.rejected.read());
    refused.filter(|r| r.path == StepCase::url())
}

fn step_of(refused: &Rejected) -> Option<Step> {
    refused.value(STEP).and_then(Step::from_code)
}

/// What somebody wrote and ticked with a step that is not possible any more, or not theirs: it is not lost.
#[component]
pub(super) fn Lost(
    /// What the codes of materials are called, where that can be known.
    materials: Vec<(String, Names, bool)>,
) -> impl IntoView {
    let lang = use_lang();
    refused().map(|r| {
        let typed = |name: &str| r.value(name).unwrap_or_default().to_owned();
        let items = r.values.iter().filter(|(name, _)| name.starts_with("input[items]"));
        let items = items.map(|(_, code)| {
            let known = materials.iter().find(|(known, ..)| known == code);
            known.map_or_else(|| code.clone(), |(_, names, _)| names.get(lang.english()).to_owned())
        });
        let mut lines = vec![typed("input[words]")];
        lines.extend(items);
        lines.push(typed("input[extra]"));
        lines.push(["input[day]", "input[from]", "input[to]"].map(typed).join(" "));
        let words = lines.join("\n").trim().to_owned();
        let what = step_of(&r).map(|step| words::step(lang, step));
        let why: Vec<String> = problems(&r.error).iter().map(|p| problem_text(lang, p)).collect();
        view! {
            <div class="notice warn" role="alert"><Icon name="warn" /><h2>{t::follow_up::lost(lang)}</h2>
                <p>{why.join(" ")}</p><p>{t::follow_up::lost_lead(lang)}</p><p><b>{what}</b></p><p class="prewrap">{words}</p></div>
        }
    })
}

#[component]
fn StepForm(step: Step, detail: Detail) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<StepCase>::new();
    let number = detail.row.number;
    let class = match step {
        Step::Refuse | Step::Void | Step::Withdraw => "btn danger",
        _ => "btn main",
    };
    let says = step != Step::PaperOut;
    let then = match step {
        // Whoever has passed it on may see it no more.
        Step::Transfer => format!("/admin/cases?sent={number}"),
        _ => format!("/admin/cases/{number}?saved=1"),
    };
    view! {
        <PostForm action prefix="input" then reload=true
            of=(STEP, step.code().to_owned()) ids=step.code()>
            <input type="hidden" name="number" value=number.to_string() />
            <VersionField version=detail.version />
            <input type="hidden" name=STEP value=step.code() />
            // Made in here: outside of the form it would not know its prefix.
            <Extra step detail />
            {says.then(|| view! { <TextArea field="words" label=words::said(lang, step) hint=words::hint(lang, step) rows=2 /> })}
            <div class="acts"><button class=class>{words::step(lang, step)}</button></div>
        </PostForm>
    }
}

/// What only one kind of step says.
#[component]
fn Extra(step: Step, detail: Detail) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let choose = || (String::new(), t::ui::choose(lang).to_owned());
    let with = |all: Vec<(String, String)>| std::iter::once(choose()).chain(all).collect::<Vec<_>>();
    match step {
        Step::AskCorrection => view! { <Missing materials=detail.materials /> }.into_any(),
        Step::Pause => {
            let options = with(
                Wait::ALL
                    .map(|w| (w.code().to_owned(), words::wait(lang, w).to_owned()))
                    .to_vec(),
            );
            view! { <SelectField field="wait" label=c::f_wait(lang) options /><Missing materials=detail.materials /> }
                .into_any()
        }
        Step::Decide => {
            let all = Decision::ALL.map(|d| (d.code().to_owned(), words::decision(lang, d).to_owned()));
            let options = with(all.to_vec());
            view! { <SelectField field="decision" label=c::f_decision(lang) options /> }.into_any()
        }
        Step::HandUp => {
            let names = |n: &Names| n.get(lang.english()).to_owned();
            let all: Vec<_> = detail.towns.iter().map(|(id, n)| (id.to_string(), names(n))).collect();
            // One town is no choice.
            let options = if all.len() == 1 { all } else { with(all) };
            view! {
                <SelectField field="center" label=c::f_town(lang) options />
                <TextField field="days" label=c::f_days(lang) hint=c::f_days_hint(lang) inputmode="numeric" />
            }
            .into_any()
        }
        Step::Transfer => {
            let names = |n: &Names| n.get(lang.english()).to_owned();
            let options = with(detail.beside.iter().map(|(id, n)| (id.to_string(), names(n))).collect());
            view! { <SelectField field="center" label=c::f_transfer(lang) hint=c::f_transfer_hint(lang) options /> }
                .into_any()
        }
        Step::Visit => {
            let (day, from, to) = detail.visit.unwrap_or_default();
            let minute = |minute: u16| {
                if day.is_empty() {
                    String::new()
                } else {
                    fmt_minute(minute)
                }
            };
            let (from, to) = (minute(from), minute(to));
            view! {
                <TextField field="day" label=c::f_day(lang) kind="date" value=day />
                <div class="fields">
                    <TextField field="from" label=c::f_from(lang) kind="time" value=from />
                    <TextField field="to" label=c::f_to(lang) kind="time" value=to />
                </div>
            }
            .into_any()
        }
        Step::Assign => {
            let options = with(
                detail
                    .people
                    .iter()
                    .map(|(id, name)| (id.to_string(), name.clone()))
                    .collect(),
            );
            view! { <SelectField field="assignee" label=c::f_assignee(lang) options /> }.into_any()
        }
        Step::PaperOut => {
            let here = detail.papers.iter().filter(|paper| paper.returned.is_none());
            let options = with(here.map(|paper| (paper.id.to_string(), paper.what.clone())).collect());
            view! { <SelectField field="paper" label=c::f_paper(lang) options /> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// What is missing: the matter's materials to tick, and whatever else there is, a line each.
#[component]
fn Missing(materials: Vec<(String, Names, bool)>) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let form = FormState::current();
    form.chooses("items");
    let name = format!("{}[]", form.name("items"));
    let sent = form.typed_all(&name).unwrap_or_default();
    let id = form.id("items");
    let boxes = materials
        .into_iter()
        .map(|(code, names, listed)| {
            let ticked = sent.contains(&code);
            let unlisted = (!listed).then(|| view! { " "<span class="pill tiny warn">{c::missed_one(lang)}</span> });
            view! {
                <label class="check"><input type="checkbox" name=name.clone() value=code checked=ticked />{names.get(lang.english()).to_owned()}{unlisted}</label>
            }
        })
        .collect_view();
    view! {
        <Field field="items" label=c::f_items(lang) hint=c::f_items_hint(lang)>
            <div id=id role="group" aria-label=c::f_items(lang)>{boxes}</div>
        </Field>
        <TextArea field="extra" label=c::f_extra(lang) hint=c::f_extra_hint(lang) rows=2 />
    }
}
