//! `server import …`: a table from a file into the database, all of it or nothing.

use super::say;
use crate::{
    ambient,
    setup::{self, Failure},
    sheet,
};
use app::{
    import::{api::Told, apply::apply, plan::plan},
    lang::Lang,
    ui::words::{error_text, problem_text},
};
use clap::Args;
use jiff::tz::TimeZone;
use model::import::{Kind, RowProblem};
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};
use store::Store;

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// divisions, amenities, centers, rooms, staff, matters or cases
    #[arg(value_parser = kind)]
    kind: Kind,
    /// A CSV or XLSX file
    file: PathBuf,
    /// Say what would happen and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn kind(code: &str) -> Result<Kind, String> {
    Kind::from_code(code).ok_or_else(|| format!("one of {}", Kind::ALL.map(Kind::code).join(", ")))
}

pub(super) async fn run(store: &Store, import: Import, zone: &TimeZone) -> Result<(), Failure> {
    let table = sheet::read_apart(read(&import.file)?)
        .await
        .map_err(|e| both(|lang| error_text(lang, &e)))?;
    let db = store.db();
    let act = setup::act();
    let plan = plan(db, import.kind, &table, None, app::server::local(zone, act.at)).await?;
    if !plan.ignored.is_empty() {
        say(&format!("未用到的列 / columns not used: {}", plan.ignored.join(", ")));
    }
    match apply(db, &act, None, &plan, (ambient::secret, zone), import.dry_run).await? {
        Told::Written(written) => {
            let would = if import.dry_run {
                "（试运行，没有写入 / dry run, nothing written）"
            } else {
                ""
            };
            let (new, changed, same) = (written.created, written.changed, written.unchanged);
            say(&format!(
                "新增 created {new} · 修改 updated {changed} · 不变 unchanged {same}{would}"
            ));
            for first in written.passwords {
                say(&format!(
                    "{} {}: 临时密码 temporary password {}",
                    first.username, first.name, first.password
                ));
            }
            Ok(())
        }
        Told::Refused(problems) => {
            for problem in &problems {
                say(&described(problem));
            }
            Err(format!("没有写入 / nothing was written: {} 处不对 problems", problems.len()).into())
        }
        Told::Outdated => Err("changed meanwhile".into()),
    }
}

/// The file, as far as it may be read: one byte more tells that it is too large.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(sheet::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// `第 4 行 line 4, 代码: …`
fn described(problem: &RowProblem) -> String {
    let RowProblem { line, column, .. } = problem;
    format!(
        "第 {line} 行 line {line}, {column}: {}",
        both(|lang| problem_text(lang, &problem.told(lang.english())))
    )
}

fn both(text: impl Fn(Lang) -> String) -> String {
    Lang::ALL.map(text).join(" / ")
}
