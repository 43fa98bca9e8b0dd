//! Configuration: from the environment or the command line; see the README's table.

use clap::{Args, ValueEnum};
use std::{net::SocketAddr, path::PathBuf};

/// Settings that every subcommand shares.
#[derive(Debug, Clone, Args)]
pub(crate) struct DataConfig {
    /// Folder of the SQLite file, uploads and keys
    #[arg(long, env = "DOORSTEP_DATA", default_value = "data")]
    pub data: PathBuf,
    /// `postgres://…` for PostgreSQL; without it, SQLite in the data folder
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Time zone of the deployment
    #[arg(long, env = "DOORSTEP_ZONE", default_value = "Asia/Shanghai")]
    pub zone: String,
    /// Seconds that Doorstep's clock is ahead of the computer's: for tests and rehearsals that need a certain day
    #[arg(
        long,
        env = "DOORSTEP_CLOCK_AHEAD",
        default_value_t = 0,
        hide = true,
        allow_hyphen_values = true
    )]
    pub clock_ahead: i64,
    /// How the log is written to the standard error
    #[arg(long, env = "DOORSTEP_LOG_FORMAT", default_value = "text", value_enum)]
    pub log_format: LogFormat,
}

/// A format of the log.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for a person.
    Text,
    /// One JSON object a line, for a collector.
    Json,
}

/// Settings of the web server.
#[derive(Debug, Clone, Args)]
pub(crate) struct ServeConfig {
    /// Address to listen on
    #[arg(long, env = "DOORSTEP_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// How the deployment is reached from outside, `https://…`; cookies are `Secure` when it is https
    #[arg(long, env = "DOORSTEP_ORIGIN")]
    pub origin: Option<String>,
    /// Folder of the built front end
    #[arg(long, env = "DOORSTEP_SITE")]
    pub site: Option<PathBuf>,
    /// Address for /metrics; without it, metrics are served to nobody
    #[arg(long, env = "DOORSTEP_METRICS_ADDR")]
    pub metrics_addr: Option<SocketAddr>,
    /// Load the sample into an empty database first
    #[arg(long, env = "DOORSTEP_DEMO")]
    pub demo: bool,
    /// Take the visitor's address for rate limits from `X-Forwarded-For`: only behind a proxy that sets it
    #[arg(long, env = "DOORSTEP_BEHIND_PROXY")]
    pub behind_proxy: bool,
}

impl ServeConfig {
    /// The origin without a slash at the end.
    pub(crate) fn origin(&self) -> String {
        let given = self.origin.clone().unwrap_or_else(|| format!("http://{}", self.addr));
        given.trim_end_matches('/').to_owned()
    }

    /// The site's folder: as given, else beside the executable, else where cargo-leptos puts it.
    pub(crate) fn site(&self) -> PathBuf {
        if let Some(site) = &self.site {
            return site.clone();
        }
        let folder = std::env::current_exe()
            .ok()
            .and_then(|exe| exe.parent().map(PathBuf::from));
        let candidates = folder.iter().flat_map(|f| [f.join("site"), f.join("../site")]);
        candidates
            .into_iter()
            .find(|c| c.is_dir())
            .unwrap_or_else(|| PathBuf::from("target/site"))
    }
}
