//! From configuration to a running application: database, first administrator, server state.

use crate::{
    ambient,
    config::DataConfig,
    message::Vapid,
    seal::{KEY_BYTES, Seal},
};
use app::server::Server;
use model::{
    Problem,
    permission::{Grant, Role, Scope},
    staff::temporary_password,
};
use std::{io, path::Path, sync::Arc};
use store::{
    Act, Db, Store,
    staff::{self, NewStaff, password},
};

/// Why something could not be started or done, for whoever reads the terminal.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Connections to PostgreSQL, or readers of SQLite.
const CONNECTIONS: u32 = 8;

/// Opens the database and brings its schema up to date.
pub(crate) async fn open(config: &DataConfig) -> Result<Store, Failure> {
    create_folder(&config.data)?;
    let place = match &config.database_url {
        Some(url) => url.clone(),
        None => config.data.join("doorstep.db").to_string_lossy().into_owned(),
    };
    let db = Db::connect(&place, CONNECTIONS).await?;
    db.migrate().await?;
    Ok(Store::new(db))
}

/// Personal data and keys: for the owner only.
pub(crate) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// An act of the command line.
pub(crate) fn act() -> Act {
    let clock = app::server::Clock::now_millis(&ambient::SystemClock);
    Act {
        at: clock / 1000,
        who: "命令行".to_owned(),
        staff: None,
        ids: Arc::new(ambient::SystemIds),
    }
}

/// Everything the application needs, and the key that signs notifications.
pub(crate) fn server(
    store: Store,
    config: &DataConfig,
    origin: String,
    assets: String,
) -> Result<(Server, Arc<Vapid>), Failure> {
    let vapid = Arc::new(Vapid::read(&kept(&config.data, "vapid.key", || Ok(Vapid::make()?))?)?);
    let server = Server {
        store,
        clock: Arc::new(ambient::SystemClock),
        ids: Arc::new(ambient::SystemIds),
        secret: ambient::secret,
        code_salt: kept(&config.data, "code.key", || Ok(ambient::secret::<32>().to_vec()))?.into(),
        sealer: Arc::new(Seal::read(&kept(&config.data, "report.key", || {
            Ok(ambient::secret::<KEY_BYTES>().to_vec())
        })?)?),
        file_sealer: Arc::new(Seal::read(&kept(&config.data, "file.key", || {
            Ok(ambient::secret::<KEY_BYTES>().to_vec())
        })?)?),
        outbox: Arc::default(),
        push_key: vapid.public().into(),
        zone: jiff::tz::TimeZone::get(&config.zone)?,
        data: config.data.clone(),
        origin,
        assets: assets.into(),
    };
    Ok((server, vapid))
}

/// A secret of the deployment: made once, kept in the data folder, for the owner only. Several processes share the folder; of
/// those that start at once one makes it, and none reads half of it.
fn kept(data: &Path, name: &str, make: impl FnOnce() -> Result<Vec<u8>, Failure>) -> Result<Vec<u8>, Failure> {
    use std::io::Write as _;
    create_folder(data)?;
    let place = data.join(name);
    if !place.exists() {
        let draft = data.join(format!("{name}.{}", hex(&ambient::secret::<8>())));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        file.write_all(&make()?)?;
        file.sync_all()?;
        // A link is refused where there is one already, unlike a rename.
        let linked = std::fs::hard_link(&draft, &place);
        std::fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
            _ => {}
        }
    }
    Ok(std::fs::read(place)?)
}

/// Makes an administrator where there is none; returns the user name and the temporary password, to be printed once.
pub(crate) async fn first_administrator(store: &Store) -> Result<Option<(String, String)>, Failure> {
    if staff::has_administrator(store.db()).await? {
        return Ok(None);
    }
    let grants = vec![Grant {
        role: Role::Administrator,
        scope: Scope::Everywhere,
    }];
    let password = add_staff(store, "admin", "管理员", grants).await?;
    Ok(Some(("admin".to_owned(), password)))
}

/// Makes an account with a temporary password, which it returns.
pub(crate) async fn add_staff(
    store: &Store,
    username: &str,
    name: &str,
    grants: Vec<Grant>,
) -> Result<String, Failure> {
    let temporary = temporary_password(&ambient::secret());
    let salt: [u8; password::SALT_BYTES] = ambient::secret();
    let new = NewStaff {
        username: username.to_owned(),
        name: name.to_owned(),
        phone: String::new(),
        grants,
        password_hash: password::hash(&temporary, &salt)?,
        must_change_password: true,
    };
    staff::create(store.db(), &act(), &format!("command-{username}-{}", hex(&salt)), &new)
        .await
        .map_err(|error| -> Failure {
            match error.field_error() {
                Some(wrong) if wrong.problem == Problem::Taken => format!(
                    "there is an account {username} already: choose another user name, or give it a new password with `user reset {username}`"
                )
                .into(),
                _ => error.into(),
            }
        })?;
    Ok(temporary)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
