//! Open data of evaluations: numbers for each center and kind of service, never a single evaluation.

use super::{BOM, cell};
use crate::http::{Web, error, etag::tagged};
use app::{
    figures::reach::{counted, ends},
    lang::Lang,
    ui::words::error_text,
};
use axum::{
    Extension, Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{
    AppError, FieldError, Problem,
    center::CenterId,
    evaluation::Service,
    figures::{Figure, Period, Published},
};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::figures::Of;

const COLUMNS: &str = "period,center,center_name,service,services,asked,answered,evaluations,hidden,level_1,level_2,level_3,level_4,\
                       level_5,satisfied,bad,bad_founded,rectified,median_working_days,set_aside";

#[derive(Debug, Deserialize)]
pub(super) struct When {
    /// `2026`, `2026-Q3` or `2026-09`; none for this year.
    period: Option<String>,
}

/// `GET /open/evaluations.csv`, `?period=2026-Q3`: a line for each center and kind of service. Level 1 is the best (GB/T 39046-2020 A.8).
/// What fewer people said than may be told apart is told with what was said in later months of the year, so levels may add up to more or
/// less than `evaluations`; where nothing can be told they are empty, and `hidden` says so.
pub(super) async fn csv(
    State(web): State<Web>,
    Extension(lang): Extension<Lang>,
    Query(when): Query<When>,
    headers: HeaderMap,
) -> Response {
    let today = web.server.local_now().day;
    let period = match when.period.as_deref() {
        None | Some("") => Period::year_of(today),
        Some(text) => match text.parse() {
            Ok(period) => period,
            Err(_) => return strange(lang),
        },
    };
    match file(&web, period).await {
        Ok(body) => {
            let hash = Sha256::digest(&body);
            let tag: String = hash.iter().take(8).map(|b| format!("{b:02x}")).collect();
            tagged(&headers, &tag, || {
                (
                    [(header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present")],
                    body,
                )
                    .into_response()
            })
        }
        Err(trouble) => error::plain(&headers, &trouble),
    }
}

async fn file(web: &Web, period: Period) -> Result<String, AppError> {
    let server = &web.server;
    let directory = server.store.directory(server.local_now().day).await?;
    let (first, last) = ends(period);
    let of = Of {
        first,
        last,
        service: None,
        center: None,
    };
    let lines = counted(server, of).await?;
    let now = |month: Period| month >= first && month <= last;
    let figures =
        Published::of(&lines, None, None).by(|month, center, service| center.zip(service).filter(|_| now(month)));
    let mut body = format!("{BOM}{COLUMNS}\r\n");
    for ((center, service), figure) in &figures {
        let name = directory.get(*center).map(|e| e.names.zh.as_str()).unwrap_or_default();
        body.push_str(&line(period, *center, name, *service, figure));
    }
    Ok(body)
}

/// One line, in the order of [`COLUMNS`].
fn line(period: Period, center: CenterId, name: &str, service: Service, figure: &Figure) -> String {
    let number = |value: Option<i64>| value.map(|v| v.to_string()).unwrap_or_default();
    let said = figure.said.as_ref();
    let half = |twice: i64| {
        if twice % 2 == 0 {
            (twice / 2).to_string()
        } else {
            format!("{}.5", twice / 2)
        }
    };
    let mut cells = vec![
        period.to_string(),
        center.to_string(),
        cell(name),
        service.code().to_owned(),
        figure.services.to_string(),
        number(figure.answered.map(|s| s.whole)),
        number(figure.answered.map(|s| s.part)),
        figure.rated.to_string(),
        if figure.too_few { "yes" } else { "no" }.to_owned(),
    ];
    cells.extend((0..5).map(|i| number(said.map(|s| s.levels[i]))));
    cells.extend([
        number(said.map(|s| s.satisfied.part)),
        number(said.map(|s| s.bad)),
        number(said.and_then(|s| s.rectified).map(|s| s.whole)),
        number(said.and_then(|s| s.rectified).map(|s| s.part)),
        said.and_then(|s| s.twice_median_days).map(half).unwrap_or_default(),
        figure.set_aside.to_string(),
    ]);
    cells.join(",") + "\r\n"
}

fn strange(lang: Lang) -> Response {
    let problem = Problem::Unknown {
        allowed: "2026, 2026-Q3, 2026-09".to_owned(),
    };
    let error = AppError::Invalid {
        fields: vec![FieldError::new("period", problem)],
    };
    let message = format!("period: {}", error_text(lang, &error));
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        Json(json!({"error": error, "message": message})),
    )
        .into_response()
}
