//! A center's opening hours: the week, and single dates with other hours.

use super::{
    center_parts::{CenterHead, Tab},
    way::{Step, use_way},
};
use app::{
    call::resource,
    hours::api::{ExceptHours, HoursForm, SaveHours, UnexceptHours, edit_hours},
    lang::{Lang, t, use_lang},
    ui::{
        ConflictPanel, ConflictRow, FormAction, FormState, Icon, Loaded, PostForm, Submit, TextField, VersionField,
        field_id,
        words::{self, problem_text},
    },
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::{
    center::CenterId,
    date,
    hours::{
        Exception, Interval, Shift, SpanInput, WeekHours, day_lines, fmt_minute, line_field, ranges, read_line_field,
    },
};

/// `/admin/centers/{id}/hours`
#[component]
pub(super) fn Hours(id: CenterId) -> impl IntoView {
    let form = resource(|| (), move |()| edit_hours(id));
    view! {
        <Loaded resource=form view=|form: HoursForm| {
            let (id, version) = (form.center.id, form.center.version);
            view! {
                <CenterHead center=form.center tab=Tab::Hours />
                <Week id version week=form.week />
                <Exceptions id version exceptions=form.exceptions />
            }
        } />
    }
}

#[component]
fn Week(id: CenterId, version: i64, week: WeekHours) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<SaveHours>::new();
    let here = StoredValue::new(format!("/admin/centers/{id}/hours"));
    let stored = StoredValue::new(week);
    let ask = use_way(action, saved(id));
    let form = move || {
        view! {
            <PostForm action called=called>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="show" value="1" />
                <VersionField version />
                <ConflictPanel rows=stored.with_value(|w| conflict_rows(lang, w)) />
                <div>
                    {(0..7).map(|day| view! { <Day day lines=stored.with_value(|w| lines(day, &w.0[day])) /> }).collect_view()}
                </div>
                <div class="savebar">
                    <Submit label=t::ui::save(lang) />
                    <button class="btn" name="copy" value="1">{t::admin::copy_monday(lang)}</button>
                    <a class="btn quiet" rel="external" href=here.get_value()>{t::admin::discard(lang)}</a>
                </div>
            </PostForm>
        }
    };
    view! {
        <section class="card">
            <h2>{t::admin::week_title(lang)}</h2>
            <p class="hint">{t::admin::week_hint(lang)}</p>
            {move || match ask.get() {
                Some(ask) => view! { <Step action ask back=here.get_value() /> }.into_any(),
                None => form().into_any(),
            }}
        </section>
    }
}

/// Where one is led once a change of the center's hours is done.
fn saved(id: CenterId) -> impl Fn(i64) -> String {
    move |_| format!("/admin/centers/{id}/hours?saved=1")
}

/// The day of a problem's field, and which of its lines it is.
fn called(lang: Lang, field: &str) -> Option<String> {
    let (day, line) = read_line_field(field)?;
    Some(t::admin::line_of(lang, words::weekday(lang, day), line + 1))
}

/// The lines of a day: those that were sent and refused, with their own shifts, else those of what is stored. Somebody else may
/// have stored other shifts meanwhile, so what was sent is never put beside them by position.
fn lines(day: usize, stored: &[Interval]) -> Vec<SpanInput> {
    let form = FormState::current();
    let sent = (0..).map_while(|i| {
        let part = |part: &str| form.typed(&form.name(&format!("{}[{part}]", line_field(day, i))));
        let shift = part("shift")?;
        Some(SpanInput {
            shift,
            start: part("start").unwrap_or_default(),
            end: part("end").unwrap_or_default(),
        })
    });
    let sent: Vec<SpanInput> = sent.collect();
    if sent.is_empty() { day_lines(stored) } else { sent }
}

/// One weekday: a line a shift, each with its own problems.
#[component]
fn Day(day: usize, lines: Vec<SpanInput>) -> impl IntoView {
    let lang = use_lang();
    let name = words::weekday(lang, day);
    let lines = (0..)
        .zip(lines)
        .map(|(i, line)| view! { <Line day line=i stored=line /> })
        .collect_view();
    view! {
        <div class="day" role="group" aria-label=name>
            <span>{name}</span>
            <div class="intervals">{lines}</div>
        </div>
    }
}

#[component]
fn Line(day: usize, line: usize, stored: SpanInput) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let field = line_field(day, line);
    let name = |part: &str| form.name(&format!("{field}[{part}]"));
    let value = |part: &str, stored: &str| form.value(&format!("{field}[{part}]"), stored);
    let shift = Shift::from_code(&stored.shift).map_or("", |s| words::shift(lang, s));
    let weekday = words::weekday(lang, day);
    let (id, error_id) = (field_id(&field), format!("{}-error", field_id(&field)));
    let problems = {
        let field = field.clone();
        Signal::derive(move || form.of(&field))
    };
    let invalid = move || problems.with(|p| !p.is_empty()).then_some("true");
    let said = error_id.clone();
    let words_of = move || {
        let texts: Vec<String> = problems.with(|p| p.iter().map(|p| problem_text(lang, p)).collect());
        let text = texts.join(" ");
        (!text.is_empty()).then(|| {
            view! { <p class="err" id=error_id.clone()><Icon name="warn" />{text}</p> }
        })
    };
    view! {
        {words_of}
        <div class="interval">
            <span class="shift" aria-hidden="true">{shift}</span>
            <input type="hidden" name=name("shift") value=stored.shift.clone() />
            <input class="in" id=id name=name("start") value=value("start", &stored.start) inputmode="numeric" maxlength="5"
                placeholder="--:--" autocomplete="off" aria-label=t::admin::from_of(lang, weekday, shift) aria-invalid=invalid
                aria-describedby=said.clone() />
            <span>{t::admin::until(lang)}</span>
            <input class="in" name=name("end") value=value("end", &stored.end) inputmode="numeric" maxlength="5"
                placeholder="--:--" autocomplete="off" aria-label=t::admin::to_of(lang, weekday, shift) aria-invalid=invalid
                aria-describedby=said />
        </div>
    }
}

/// Each day as it is stored and as it was typed.
fn conflict_rows(lang: Lang, week: &WeekHours) -> Vec<ConflictRow> {
    let days = week.0.iter().enumerate();
    days.map(|(d, day)| {
        let typed = lines(d, day)
            .into_iter()
            .filter(|line| !line.start.is_empty() || !line.end.is_empty())
            .map(|line| format!("{}–{}", line.start, line.end));
        ConflictRow {
            label: words::weekday(lang, d).to_owned(),
            yours: typed.collect::<Vec<_>>().join(" "),
            stored: day.iter().map(|i| span(*i)).collect::<Vec<_>>().join(" "),
        }
    })
    .collect()
}

fn span(interval: Interval) -> String {
    format!("{}–{}", fmt_minute(interval.start), fmt_minute(interval.end))
}

/// `09:00–11:30, 14:00–16:00`, or "closed".
pub(super) fn spans(lang: Lang, intervals: &[Interval]) -> String {
    if intervals.is_empty() {
        return t::admin::all_day_closed(lang).to_owned();
    }
    intervals
        .iter()
        .map(|i| span(*i))
        .collect::<Vec<_>>()
        .join(t::admin::comma(lang))
}

/// Single dates with other hours, and the form for more of them.
#[component]
fn Exceptions(id: CenterId, version: i64, exceptions: Vec<Exception>) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let add = FormAction::<ExceptHours>::new();
    let here = format!("/admin/centers/{id}/hours");
    let adding = use_way(add, saved(id));
    let lines = ranges(&exceptions)
        .into_iter()
        .map(|(from, to, e)| {
            let (first, last) = (date::format(from), date::format(to));
            let days = days(lang, from, to);
            let label = a::remove_what(lang, &days);
            let note = e.note.clone();
            view! {
                <li>
                    <span class="grow"><b class="num">{days}</b>" "{spans(lang, &e.intervals)}" "<span class="muted">{note}</span></span>
                    <Removal id version first last label />
                </li>
            }
        })
        .collect_view();
    let stored = StoredValue::new(exceptions.clone());
    let list = if exceptions.is_empty() {
        view! { <p class="muted">{a::except_none(lang)}</p> }.into_any()
    } else {
        view! { <ul class="list">{lines}</ul> }.into_any()
    };
    let again = here;
    view! {
        <section class="card">
            <h2>{a::except_title(lang)}</h2>
            {list}
        </section>
        <section class="card">
            <h2>{a::except_add(lang)}</h2>
            {move || match adding.get() {
                Some(ask) => view! { <Step action=add ask back=again.clone() /> }.into_any(),
                None => view! {
                    <PostForm action=add prefix="input">
                        <input type="hidden" name="id" value=id.to_string() />
                        <input type="hidden" name="show" value="1" />
                        <VersionField version />
                        <ConflictPanel rows=stored.with_value(|e| vec![exceptions_compared(lang, e)]) />
                        <ExceptionFields />
                        <div class="acts"><Submit label=a::except_add(lang) /></div>
                    </PostForm>
                }
                .into_any(),
            }}
        </section>
    }
}

/// One date, or the first and the last of several.
pub(super) fn days(lang: Lang, from: Date, to: Date) -> String {
    let (first, last) = (date::format(from), date::format(to));
    if from == to {
        first
    } else {
        t::admin::day_range(lang, first, last)
    }
}

/// What is set for single dates now, and what was typed.
fn exceptions_compared(lang: Lang, exceptions: &[Exception]) -> ConflictRow {
    let stored = ranges(exceptions).into_iter().map(|(from, to, e)| {
        let line = format!("{} {} {}", days(lang, from, to), spans(lang, &e.intervals), e.note);
        line.trim_end().to_owned()
    });
    let form = FormState::current();
    let typed = ["from", "to", "hours", "note"].map(|field| form.value(field, ""));
    let typed: Vec<&str> = typed.iter().map(|t| t.trim()).filter(|t| !t.is_empty()).collect();
    ConflictRow {
        label: t::admin::except_title(lang).to_owned(),
        stored: stored.collect::<Vec<_>>().join("\n"),
        yours: typed.join(" "),
    }
}

/// Takes back what was set for some dates: a button, or the bookings that this meets.
#[component]
fn Removal(id: CenterId, version: i64, first: String, last: String, label: String) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<UnexceptHours>::new();
    let ask = use_way(action, saved(id));
    let (dates, label) = (StoredValue::new((first, last)), StoredValue::new(label));
    // Without scripts the answer is to one of the lines.
    let mine = move || {
        let first = ("first".to_owned(), dates.with_value(|(first, _)| first.clone()));
        ask.get().filter(|ask| ask.fields.contains(&first))
    };
    move || match mine() {
        Some(ask) => view! { <Step action ask back=format!("/admin/centers/{id}/hours") /> }.into_any(),
        None => {
            let (first, last) = dates.get_value();
            view! {
                <PostForm action of=("first", first.clone())>
                    <input type="hidden" name="id" value=id.to_string() />
                    <input type="hidden" name="show" value="1" />
                    <VersionField version />
                    <input type="hidden" name="first" value=first />
                    <input type="hidden" name="last" value=last />
                    <button class="btn small quiet" aria-label=label.get_value()><Icon name="trash" />{t::admin::remove(lang)}</button>
                </PostForm>
            }
            .into_any()
        }
    }
}

/// Dates, hours and the reason, inside of a form whose prefix is `input`.
#[component]
fn ExceptionFields() -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    view! {
        <div class="fields">
            <TextField field="from" label=a::from_day(lang) kind="date" required=true />
            <TextField field="to" label=a::to_day(lang) hint=a::to_day_hint(lang) kind="date" />
        </div>
        <TextField field="hours" label=a::except_hours(lang) hint=a::except_hours_hint(lang) />
        <TextField field="note" label=a::note(lang) hint=a::note_hint(lang) />
    }
}
