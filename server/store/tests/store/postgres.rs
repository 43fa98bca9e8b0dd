//! A temporary PostgreSQL cluster for this test binary: no network, no durability, gone when the binary ends.

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, postgres::PgConnectOptions};
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Makes the cluster, says where its socket is, and waits for the end of its input, which comes when the test binary ends,
/// however it ends. So even a killed run leaves nothing behind. Texts are in the order of a language, as most towns' databases have
/// them and SQLite has not; PostgreSQL before 15 cannot do that without the system's locales, and takes the order of bytes.
const SUPERVISOR: &str = r#"
trap '' INT TERM HUP
dir=$(mktemp -d "${TMPDIR:-/tmp}/doorstep-pg.XXXXXX") || exit 1
bin=$1
init() { "$bin/initdb" -D "$dir/data" -U doorstep -A trust -E UTF8 -N --locale=C "$@" >"$dir/log" 2>&1; }
if { init --locale-provider=icu --icu-locale=und || init; } &&
    "$1/pg_ctl" -D "$dir/data" -l "$dir/log" -w start >/dev/null 2>&1 -o "-k $dir -c listen_addresses=''
        -c max_connections=200 $2"
then echo "$dir"
else cat "$dir/log" >&2
fi
exec >/dev/null
cat >/dev/null
"$1/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1
rm -rf "$dir"
"#;

/// What a test does without: it does not outlive its cluster.
const IN_A_HURRY: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB";

struct Cluster {
    socket: PathBuf,
    /// Its input is the thread that the cluster's life hangs on.
    _supervisor: Child,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database; none where there is no PostgreSQL, which is then said loudly.
pub(crate) async fn new_database() -> Option<String> {
    new_database_with(IN_A_HURRY).await
}

/// The same in a cluster with these settings, if this is the first database of the process.
pub(crate) async fn new_database_with(settings: &str) -> Option<String> {
    let cluster = CLUSTER.get_or_init(|| start(settings)).as_ref()?;
    let name = format!("story{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let admin = PgConnectOptions::new_without_pgpass()
        .socket(&cluster.socket)
        .username("doorstep")
        .database("postgres");
    let mut connection = admin.connect().await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    Some(format!(
        "postgres:///{name}?host={}&user=doorstep",
        cluster.socket.display()
    ))
}

fn start(settings: &str) -> Option<Cluster> {
    let Some(bin) = find_binaries() else {
        assert!(
            std::env::var_os("DOORSTEP_REQUIRE_POSTGRES").is_none_or(|v| v != "1"),
            "PostgreSQL is required (DOORSTEP_REQUIRE_POSTGRES=1) and its binaries were not found"
        );
        // Straight to stderr: the test runner would swallow what a passing test prints.
        let notice = "\n*** POSTGRES HALF SKIPPED: no initdb and pg_ctl found; only SQLite was tested ***\n\n";
        std::io::stderr().write_all(notice.as_bytes()).unwrap();
        return None;
    };
    let mut command = Command::new("sh");
    if is_root() {
        // PostgreSQL refuses to run as root.
        let user = if has_user("postgres") { "postgres" } else { "nobody" };
        command = Command::new("runuser");
        command.args(["-u", user, "--", "sh"]);
    }
    let mut supervisor = command
        .args(["-c", SUPERVISOR, "sh"])
        .arg(bin)
        .arg(settings)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    let mut line = String::new();
    BufReader::new(supervisor.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let socket = PathBuf::from(line.trim());
    assert!(
        socket.is_absolute(),
        "the temporary PostgreSQL cluster did not start; its log is above"
    );
    Some(Cluster {
        socket,
        _supervisor: supervisor,
    })
}

/// The folder that has both `initdb` and `pg_ctl`: beside the `initdb` on the path, where `pg_config` says, or where Debian
/// puts it.
fn find_binaries() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()) {
        if let Ok(real) = folder.join("initdb").canonicalize() {
            folders.extend(real.parent().map(Path::to_path_buf));
        }
    }
    if let Ok(said) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&said.stdout).trim()));
    }
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|v| v.path().join("bin")));
    }
    folders
        .into_iter()
        .find(|f| f.join("initdb").exists() && f.join("pg_ctl").exists())
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|out| out.stdout == b"0\n")
}

fn has_user(name: &str) -> bool {
    Command::new("id")
        .arg(name)
        .output()
        .is_ok_and(|out| out.status.success())
}
