//! `GET /admin/evaluations.csv?period=2026-Q3`: every evaluation in the fields that the region's unified system takes: level code
//! (GB/T 39046-2020 A.8), time, code of the matter, channel, and what came of putting right. Without whoever said it, what they wrote, or
//! the room; time is a day. The export is in the log.

use super::Web;
use crate::sheet;
use app::{
    evaluation::reach::export_id,
    lang::{Lang, t},
    server::Session,
};
use axum::{
    extract::{Query, Request, State as Shared},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{
    AppError, Problem,
    center::{Center, CenterId},
    date,
    figures::Period,
    follow_up::State,
    permission::{Action, Target, may},
};
use serde::Deserialize;
use std::collections::HashMap;
use store::evaluation::Exported;

#[derive(Debug, Deserialize)]
pub(super) struct When {
    /// `2026`, `2026-Q3` or `2026-09`; none for this year.
    period: Option<String>,
}

pub(super) async fn export(Shared(web): Shared<Web>, Query(when): Query<When>, request: Request) -> Response {
    let Some(session) = request.extensions().get::<Session>() else {
        return super::error::plain(request.headers(), &AppError::SignIn);
    };
    if !may(&session.viewer, Action::ExportEvaluations, Target::Anywhere) {
        return super::error::plain(request.headers(), &AppError::Forbidden);
    }
    let period = match when.period.as_deref() {
        None | Some("") => Ok(Period::year_of(web.server.local_now().day)),
        Some(text) => text.parse(),
    };
    let Ok(period) = period else {
        let allowed = "2026, 2026-Q3, 2026-09".to_owned();
        let error = AppError::field("period", Problem::Unknown { allowed });
        return super::error::plain(request.headers(), &error);
    };
    let lang = request.extensions().get::<Lang>().copied().unwrap_or_default();
    match table(&web, session, period, lang).await {
        Ok(csv) => {
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("text/csv; charset=utf-8"),
                ),
                (
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_static("attachment; filename=\"evaluations.csv\""),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (StatusCode::OK, headers, csv).into_response()
        }
        Err(error) => super::error::plain(request.headers(), &error),
    }
}

async fn table(web: &Web, session: &Session, period: Period, lang: Lang) -> Result<Vec<u8>, AppError> {
    let db = web.server.store.db();
    let mine = |c: &Center| {
        may(
            &session.viewer,
            Action::ExportEvaluations,
            Target::Center(c.id, &c.division),
        )
    };
    let centers = store::center::list(db, true).await?;
    let centers: HashMap<CenterId, Center> = centers.into_iter().filter(mine).map(|c| (c.id, c)).collect();
    let (from, before) = period.days();
    let mut all = store::evaluation::export(db, from, before).await?;
    all.retain(|one| centers.contains_key(&one.center));
    let act = web.server.act(&session.viewer);
    let detail = format!("{period} · {}", all.len());
    store::audit::record(db, &act, "evaluation.export", "csv", &detail, true).await?;
    let rows = all.iter().filter_map(|one| Some((one, centers.get(&one.center)?)));
    write(web, lang, rows).map_err(|_| AppError::Unavailable)
}

/// The result of putting right, as a code: 0 nothing to put right, 1 under way, 2 put right, 3 not founded, 4 not counted.
fn rectified(one: &Exported) -> (&'static str, bool) {
    let code = match one.state {
        _ if one.set_aside => "4",
        None => "0",
        Some(State::SetAside) => "4",
        Some(State::Closed) if one.founded => "2",
        Some(State::Closed) => "3",
        Some(_) => "1",
    };
    (code, one.set_aside)
}

fn write<'a>(
    web: &Web,
    lang: Lang,
    rows: impl Iterator<Item = (&'a Exported, &'a Center)>,
) -> Result<Vec<u8>, csv::Error> {
    use t::evaluate as e;
    let day = |at: i64| date::format(web.server.local(at).day);
    // Excel takes a file for UTF-8 only when it begins so.
    let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    csv.write_record([
        e::x_id(lang),
        e::x_division(lang),
        e::x_center(lang),
        e::x_service(lang),
        e::x_matter(lang),
        e::x_outcome(lang),
        e::x_day(lang),
        e::x_time(lang),
        e::x_level(lang),
        e::x_channel(lang),
        e::x_round(lang),
        e::x_counts(lang),
        e::x_rectified(lang),
        e::x_closed(lang),
    ])?;
    for (one, center) in rows {
        let (rectified, aside) = rectified(one);
        csv.write_record([
            export_id(&web.server, one.id).as_str(),
            &center.division.to_string(),
            &sheet::no_formula(&center.names.zh),
            one.service.code(),
            // A booking and a visit are of no matter.
            one.matter.as_deref().unwrap_or_default(),
            one.outcome.code(),
            &date::format(one.day),
            &day(one.said_at),
            &one.level.code().to_string(),
            &one.channel,
            &(one.round + 1).to_string(),
            if aside { "0" } else { "1" },
            rectified,
            &one.closed_at.map(day).unwrap_or_default(),
        ])?;
    }
    csv.into_inner().map_err(|e| csv::Error::from(e.into_error()))
}
