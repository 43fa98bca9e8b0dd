//! `server export …`: what is stored, as a table that can be imported again.

use super::import::kind;
use crate::{setup::Failure, sheet::Format};
use app::import::export::export;
use clap::Args;
use model::import::Kind;
use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
};
use store::Store;

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// divisions, amenities, centers, rooms, staff or matters
    #[arg(value_parser = exported)]
    kind: Kind,
    /// The file to write; the terminal if left out or `-`
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Kind of file; by the end of its name if left out, else CSV
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// Cases leave the deployment in no list.
fn exported(code: &str) -> Result<Kind, String> {
    let kind = kind(code)?;
    if kind.is_exported() {
        Ok(kind)
    } else {
        Err("不能整表导出 / not exported as a table".to_owned())
    }
}

pub(super) async fn run(store: &Store, command: Export) -> Result<(), Failure> {
    let name = command.file.to_string_lossy();
    let format = command.format.or_else(|| Format::of(&name)).unwrap_or(Format::Csv);
    let bytes = format.write(&export(store.db(), command.kind, None, true).await?)?;
    if name == "-" {
        io::stdout().write_all(&bytes)?;
    } else {
        fs::write(&command.file, bytes).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}
