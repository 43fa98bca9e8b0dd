//! What an uploaded table would do, line by line; then, what it did.

use super::kind_text;
use app::{
    call::resource,
    import::api::{Deed, NewAccount, Preview, Told, Written, preview_import},
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, PageTitle, words::problem_text},
};
use leptos::prelude::*;
use model::{
    AppError,
    import::{Kind, RowProblem},
    text::Names,
};

/// Characters of a value of a new record that are shown: enough to see whether it is what was meant.
const VALUE_CHARS: usize = 80;

/// `/admin/import/{upload}`
#[component]
pub(crate) fn Check(upload: String) -> impl IntoView {
    // An upload that is gone is no fault of the page: it says so itself.
    let found = resource(
        move || upload.clone(),
        |upload| async move {
            match preview_import(upload.clone()).await {
                Ok(preview) => Ok((upload, Some(preview))),
                Err(AppError::NotFound) => Ok((upload, None)),
                Err(error) => Err(error),
            }
        },
    );
    view! {
        <Loaded
            resource=found
            view=|(upload, preview)| match preview {
                Some(preview) => view! { <Shown upload preview /> }.into_any(),
                None => view! { <Gone /> }.into_any(),
            }
        />
    }
}

#[component]
fn Gone() -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="empty">
            <span class="doorway shut" aria-hidden="true"><Icon name="one-tea" /></span>
            <PageTitle text=t::import::gone_title(lang) />
            <p>{t::import::gone(lang)}</p>
            <div class="acts"><a class="btn main" href="/admin/import">{t::import::upload_again(lang)}</a></div>
        </div>
    }
}

#[component]
fn Shown(upload: String, preview: Preview) -> impl IntoView {
    let lang = use_lang();
    let Preview {
        kind,
        mistaken,
        file,
        created,
        changed,
        unchanged,
        bad,
        problems,
        deeds,
        amenities,
        ignored,
        seen,
        told,
    } = preview;
    let mistaken = mistaken.map(|other| {
        let (own, other_name) = (kind_text(lang, kind).0, kind_text(lang, other).0);
        view! {
            <p class="notice warn" role="alert"><Icon name="info" />{t::import::mistaken(lang, other_name, own)}</p>
            <form method="post" action=format!("/admin/import/{upload}")>
                <input type="hidden" name="kind" value=other.code() />
                <div class="acts"><button class="btn">{t::import::take_as(lang, other_name)}</button></div>
            </form>
        }
    });
    let again = || view! { <a class="btn" href="/admin/import">{t::import::upload_again(lang)}</a> };
    if let Some(Told::Written(written)) = told {
        return view! {
            <PageTitle text=file />
            <Done upload kind written />
            <div class="acts">{again()}</div>
        }
        .into_any();
    }
    let tally = [
        ("good", created, t::import::created(lang)),
        ("warn", changed, t::import::changed(lang)),
        ("", unchanged, t::import::unchanged(lang)),
        ("bad", bad, t::import::bad(lang)),
    ];
    let tally = tally
        .into_iter()
        .map(|(class, n, text)| view! { <li class=if n == 0 { "" } else { class }><b>{n}</b>{text}</li> })
        .collect_view();
    let outdated = (told == Some(Told::Outdated)).then(|| {
        view! { <p class="notice warn" role="alert"><Icon name="warn" />{t::import::outdated(lang)}</p> }
    });
    let unread = (!ignored.is_empty()).then(|| {
        let columns = ignored.join("、");
        view! { <p class="notice warn"><Icon name="info" />{t::import::ignored(lang, columns)}</p> }
    });
    let verdict = if bad > 0 {
        view! {
            <div class="notice bad" role="alert">
                <Icon name="warn" />
                <h2>{t::import::has_problems(lang, bad)}</h2>
                <p>{t::import::has_problems_next(lang)}</p>
            </div>
            <Problems kind problems />
            <div class="acts">{again()}</div>
        }
        .into_any()
    } else if created + changed == 0 {
        view! {
            <p class="notice good" role="status"><Icon name="check" />{t::import::nothing(lang)}</p>
            <div class="acts">{again()}</div>
        }
        .into_any()
    } else {
        view! {
            <p class="notice"><Icon name="info" />{t::import::ready(lang)}</p>
            <Deeds kind deeds amenities total=created + changed />
            <form method="post" action=format!("/admin/import/{upload}")>
                <input type="hidden" name="seen" value=seen />
                <div class="acts"><button class="btn main">{t::import::confirm(lang)}</button>{again()}</div>
            </form>
        }
        .into_any()
    };
    view! {
        <PageTitle text=t::import::check_title(lang, file) />
        <ul class="tally" aria-label=t::import::tally(lang)>{tally}</ul>
        {mistaken}
        {outdated}
        {unread}
        {verdict}
    }
    .into_any()
}

#[component]
fn Problems(kind: Kind, problems: Vec<RowProblem>) -> impl IntoView {
    let lang = use_lang();
    let rows = problems
        .into_iter()
        .map(|problem| {
            let heading = kind.heading(&problem.column, lang.english()).to_owned();
            let (line, reason) = (problem.line, problem_text(lang, &problem.told(lang.english())));
            view! {
                <tr role="row" class="bad">
                    <th scope="row" role="rowheader" class="tight">{t::import::line(lang)}" "{line}</th>
                    <td role="cell" data-label=t::import::column(lang)>{heading}</td>
                    <td role="cell" data-label=t::import::reason(lang)><span class="why">{reason}</span></td>
                </tr>
            }
        })
        .collect_view();
    let headings = [t::import::line(lang), t::import::column(lang), t::import::reason(lang)];
    view! { <Sheet title=t::import::problems(lang) headings=headings.to_vec()>{rows}</Sheet> }
}

/// A cell in words; of somebody's roles each, with what stands behind it; amenities by their names.
fn words(lang: Lang, kind: Kind, amenities: &[(String, Names)], column: &str, cell: &str) -> String {
    if (kind, column) == (Kind::Centers, "amenities") {
        let name = |code: &str| {
            let known = amenities.iter().find(|(known, _)| known == code);
            known.map_or(code, |(_, names)| names.get(lang.english())).to_owned()
        };
        return cell
            .split("; ")
            .map(name)
            .collect::<Vec<_>>()
            .join(t::admin::comma(lang));
    }
    if column != "role" {
        return kind.word(column, cell, lang.english()).into_owned();
    }
    let one = |part: &str| {
        let (code, place) = part.split_at(part.find(' ').unwrap_or(part.len()));
        let place = match place {
            " *" => format!(" {}", t::staff::everywhere(lang)),
            place => place.to_owned(),
        };
        format!("{}{place}", kind.word(column, code, lang.english()))
    };
    cell.split("; ").map(one).collect::<Vec<_>>().join("; ")
}

#[component]
fn Deeds(kind: Kind, deeds: Vec<Deed>, amenities: Vec<(String, Names)>, total: usize) -> impl IntoView {
    let lang = use_lang();
    let more = total - deeds.len().min(total);
    let shown = move |text: String| {
        if text.is_empty() {
            t::import::empty(lang).to_owned()
        } else {
            text
        }
    };
    let rows = deeds
        .into_iter()
        .map(|deed| {
            let Deed {
                line,
                name,
                differences,
                values,
            } = deed;
            let class = if differences.is_empty() { "new" } else { "" };
            let effect = if differences.is_empty() {
                let values: Vec<String> = values
                    .into_iter()
                    .map(|(column, cell)| {
                        let heading = kind.heading(&column, lang.english()).to_owned();
                        let said = words(lang, kind, &amenities, &column, &cell);
                        let mut short: String = said.chars().take(VALUE_CHARS).collect();
                        if short.len() < said.len() {
                            short.push('…');
                        }
                        format!("{heading}: {short}")
                    })
                    .collect();
                let values = (!values.is_empty()).then(|| view! { <p>{values.join(" · ")}</p> });
                view! { <span class="pill info tiny"><Icon name="plus" />{t::import::is_new(lang)}</span>{values} }
                    .into_any()
            } else {
                differences
                    .into_iter()
                    .map(|d| {
                        let heading = kind.heading(&d.column, lang.english()).to_owned();
                        let said = |cell: &str| shown(words(lang, kind, &amenities, &d.column, cell));
                        let (before, after) = (said(&d.before), said(&d.after));
                        view! {
                            <p>
                                {heading}": "<del>{before}</del>" "<span class="muted">{t::import::becomes(lang)}</span>" "
                                <ins>{after}</ins>
                            </p>
                        }
                    })
                    .collect_view()
                    .into_any()
            };
            view! {
                <tr role="row" class=class>
                    <th scope="row" role="rowheader" class="tight">{t::import::line(lang)}" "{line}</th>
                    <td role="cell" data-label=t::import::name(lang)>{name}</td>
                    <td role="cell" data-label=t::import::effect(lang)>{effect}</td>
                </tr>
            }
        })
        .collect_view();
    let headings = [t::import::line(lang), t::import::name(lang), t::import::effect(lang)];
    view! {
        <Sheet title=t::import::deeds(lang) headings=headings.to_vec()>{rows}</Sheet>
        {(more > 0).then(|| view! { <p class="muted">{t::import::more(lang, more)}</p> })}
    }
}

#[component]
fn Done(upload: String, kind: Kind, written: Written) -> impl IntoView {
    let lang = use_lang();
    let Written {
        created,
        changed,
        unchanged,
        passwords,
        shown_before,
    } = written;
    let table = (!passwords.is_empty()).then(|| {
        let rows = passwords
            .into_iter()
            .map(|first| {
                view! {
                    <tr role="row">
                        <th scope="row" role="rowheader">{first.name}</th>
                        <td role="cell" data-label=t::import::username(lang)>{first.username}</td>
                        <td role="cell" data-label=t::import::password(lang)><code>{first.password}</code></td>
                    </tr>
                }
            })
            .collect_view();
        let headings = [
            t::import::name(lang),
            t::import::username(lang),
            t::import::password(lang),
        ];
        view! {
            <p class="notice warn"><Icon name="key" />{t::import::passwords_once(lang)}</p>
            <Sheet title=t::import::passwords(lang) headings=headings.to_vec()>{rows}</Sheet>
        }
    });
    view! {
        <div class="notice good" role="status">
            <Icon name="check" />
            <h2>{t::import::written(lang)}</h2>
            <p>{t::import::written_counts(lang, created, changed, unchanged)}</p>
        </div>
        {(kind == Kind::Cases).then(|| view! { <p><a href="/admin/cases?state=all">{t::import::cases_look(lang)}</a></p> })}
        {table}
        {(!shown_before.is_empty()).then(|| view! { <ShownBefore upload accounts=shown_before /> })}
    }
}

/// Accounts whose first passwords an earlier answer has shown, and a way out for whoever did not get to see it.
#[component]
fn ShownBefore(upload: String, accounts: Vec<NewAccount>) -> impl IntoView {
    let lang = use_lang();
    let waiting = accounts.iter().filter(|account| account.waiting).count();
    let rows = accounts
        .into_iter()
        .map(
            |NewAccount {
                 id,
                 username,
                 name,
                 waiting,
             }| {
                let state = if waiting {
                    t::import::not_used(lang)
                } else {
                    t::import::in_use(lang)
                };
                view! {
                    <tr role="row">
                        <th scope="row" role="rowheader"><a href=format!("/admin/staff/{id}")>{name}</a></th>
                        <td role="cell" data-label=t::import::username(lang)>{username}</td>
                        <td role="cell" data-label=t::import::state(lang)>{state}</td>
                    </tr>
                }
            },
        )
        .collect_view();
    let headings = [t::import::name(lang), t::import::username(lang), t::import::state(lang)];
    let renew = (waiting > 0).then(|| {
        view! {
            <form method="post" action=format!("/admin/import/{upload}")>
                <input type="hidden" name="renew" value="1" />
                <p class="hint">{t::import::renew_hint(lang)}</p>
                <div class="acts"><button class="btn"><Icon name="key" />{t::import::renew(lang, waiting)}</button></div>
            </form>
        }
    });
    view! {
        <p class="notice warn"><Icon name="key" />{t::import::shown_before(lang)}</p>
        <Sheet title=t::import::new_accounts(lang) headings=headings.to_vec()>{rows}</Sheet>
        {renew}
    }
}

/// A table of three columns that becomes sheets on a phone.
#[component]
fn Sheet(title: &'static str, headings: Vec<&'static str>, children: Children) -> impl IntoView {
    let heads = headings
        .into_iter()
        .map(|h| view! { <th scope="col" role="columnheader">{h}</th> })
        .collect_view();
    view! {
        <h2>{title}</h2>
        <div class="scroll stacks" role="region" aria-label=title tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
}
