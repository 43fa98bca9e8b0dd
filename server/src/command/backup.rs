//! `server backup …`: a folder like the data folder but without its keys, written while the server serves. To go back, put the keys
//! in and start on the copy.

use super::say;
use crate::{
    config::DataConfig,
    setup::{self, Failure},
};
use clap::Args;
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Status of a backup that is another program's work.
const NOT_OURS: u8 = 2;
const DATABASE: &str = "doorstep.db";
/// How the names of keys end. Whoever had them and the database could read what is sealed in it.
const KEY: &str = ".key";
/// Previews of imports: gone within the hour.
const PASSING: &str = "imports";

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// A folder that is not there yet, or one in which to make one named by the time
    target: PathBuf,
}

pub(super) async fn run(data: &DataConfig, backup: Backup) -> Result<ExitCode, Failure> {
    let folder = folder(data, backup.target)?;
    if data.database_url.is_some() {
        say("PostgreSQL is copied by its own tool; nothing was written here. Use:");
        say(&format!(
            "  pg_dump --format=custom --file={} \"$DATABASE_URL\"",
            folder.with_extension("dump").display()
        ));
        say(&format!(
            "and copy the folder {} beside it, without *.key: the photos are there.",
            data.data.display()
        ));
        return Ok(ExitCode::from(NOT_OURS));
    }
    if folder.exists() {
        return Err(format!("{} is there already", folder.display()).into());
    }
    let store = setup::open(data).await?;
    setup::create_folder(&folder)?;
    store.db().copy_to(&folder.join(DATABASE)).await?;
    let files = copy(&data.data, &folder, &|name| {
        name.starts_with(DATABASE) || name == PASSING || name.ends_with(KEY)
    })?;
    say(&format!(
        "已备份 / backed up: {} (database, {files} files)",
        folder.display()
    ));
    say(&format!(
        "不含密钥，请把 {0}/*.key 另存一处 / without the keys: keep {0}/*.key in another place",
        data.data.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// The folder to make: the one that was named, or a new one inside it.
fn folder(data: &DataConfig, target: PathBuf) -> Result<PathBuf, Failure> {
    if !target.is_dir() {
        return Ok(target);
    }
    let zone = jiff::tz::TimeZone::get(&data.zone)?;
    let now = jiff::Timestamp::from_second(setup::act().at)?.to_zoned(zone);
    Ok(target.join(format!("doorstep-{}", now.strftime("%Y%m%d-%H%M%S"))))
}

/// Copies everything below `from` but what is `left_out` at its top; says how many files.
fn copy(from: &Path, to: &Path, left_out: &dyn Fn(&str) -> bool) -> io::Result<usize> {
    let mut files = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        // A backup inside the data folder is no part of itself.
        if left_out(&entry.file_name().to_string_lossy()) || to.starts_with(entry.path()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            files += copy(&entry.path(), &target, &|_| false)?;
        } else {
            fs::copy(entry.path(), &target)?;
            files += 1;
        }
    }
    Ok(files)
}
