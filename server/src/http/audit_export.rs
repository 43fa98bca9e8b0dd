//! `GET /admin/audit.csv`: the log as a spreadsheet, with the filters of the page. The export is in the log itself.

use super::Web;
use crate::sheet;
use app::{
    lang::{Lang, t},
    server::Session,
    ui::words,
};
use axum::{
    extract::{Query, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{
    AppError,
    audit::{AuditEntry, AuditFilter},
    permission::{Action, Target, may},
};

pub(super) async fn export(State(web): State<Web>, Query(filter): Query<AuditFilter>, request: Request) -> Response {
    let Some(session) = request.extensions().get::<Session>() else {
        return super::error::plain(request.headers(), &AppError::SignIn);
    };
    if !may(&session.viewer, Action::ReadAudit, Target::Deployment) {
        return super::error::plain(request.headers(), &AppError::Forbidden);
    }
    let lang = request.extensions().get::<Lang>().copied().unwrap_or_default();
    let act = web.server.act(&session.viewer);
    match table(&web, &filter, &act, lang).await {
        Ok(csv) => {
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("text/csv; charset=utf-8"),
                ),
                (
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_static("attachment; filename=\"audit.csv\""),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (StatusCode::OK, headers, csv).into_response()
        }
        Err(error) => super::error::plain(request.headers(), &error),
    }
}

async fn table(web: &Web, filter: &AuditFilter, act: &store::Act, lang: Lang) -> Result<Vec<u8>, AppError> {
    let db = web.server.store.db();
    let filter = AuditFilter {
        before: None,
        ..filter.clone()
    };
    let entries = store::audit::export(db, &filter, &web.server.zone).await?;
    let asked = [&filter.who, &filter.action, &filter.subject, &filter.from, &filter.to].map(String::as_str);
    let detail = format!("{} · {}", asked.join(" ").trim(), entries.len());
    store::audit::record(db, act, "audit.export", "csv", &detail, true).await?;
    let stamp = |e: &AuditEntry| words::stamp(web.server.local(e.at));
    write(lang, entries.iter().map(|e| (stamp(e), e))).map_err(|_| AppError::Unavailable)
}

fn write<'a>(lang: Lang, entries: impl Iterator<Item = (String, &'a AuditEntry)>) -> Result<Vec<u8>, csv::Error> {
    use t::audit as a;
    // Excel takes a file for UTF-8 only when it begins so.
    let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    csv.write_record([
        a::at(lang),
        a::who(lang),
        a::action(lang),
        a::subject(lang),
        a::detail(lang),
        a::ok(lang),
    ])?;
    for (stamp, e) in entries {
        let ok = if e.ok { t::ui::yes(lang) } else { a::refused(lang) };
        let [who, subject, detail] = [&e.who, &e.subject, &e.detail].map(|text| sheet::no_formula(text));
        csv.write_record([stamp.as_str(), &who, &e.action, &subject, &detail, ok])?;
    }
    csv.into_inner().map_err(|e| csv::Error::from(e.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::audit::AuditId;

    #[test]
    fn a_formula_in_the_log_stays_text() {
        let entry = AuditEntry {
            id: AuditId::from_i64(1),
            at: 0,
            who: "=HYPERLINK(\"x\")".into(),
            action: "staff.sign_in".into(),
            subject: "a,\"b\"\nc".into(),
            detail: String::new(),
            ok: false,
        };
        let csv = write(Lang::En, [("2026-09-21 08:00".to_owned(), &entry)].into_iter()).unwrap();
        let text = String::from_utf8(csv).unwrap();
        assert!(text.starts_with('\u{feff}'));
        assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{text}");
        assert!(text.contains("\"a,\"\"b\"\"\nc\""), "{text}");
    }
}
