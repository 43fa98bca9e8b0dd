//! Puts the migrations into the crate. `sqlx::migrate!` does the same, but `sqlx`'s macros bring both drivers, SQLite and TLS along
//! a second time, for the compiler: half a minute of a first build.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

#[allow(clippy::print_stdout)] // how a build script talks to cargo
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=migrations");
    let migrations = Path::new("migrations"); // cargo runs this in the crate's folder
    let mut code = String::new();
    for engine in ["sqlite", "postgres"] {
        writeln!(code, "static {}: Files = &[", engine.to_uppercase())?;
        let mut files = fs::read_dir(migrations.join(engine))?.collect::<Result<Vec<_>, _>>()?;
        files.sort_by_key(fs::DirEntry::file_name);
        for file in files {
            let path = file.path();
            // What an editor or a file manager leaves behind is none.
            if path.extension().is_none_or(|it| it != "sql") {
                continue;
            }
            let (version, name) = path
                .file_stem()
                .and_then(|stem| stem.to_str()?.split_once('_'))
                .ok_or_else(|| format!("{}: migrations are called 0001_name.sql", path.display()))?;
            let version: i64 = version.parse()?;
            // The text and not where it stands: a folder that is moved, or a target that clones share, compiles on.
            let text = fs::read_to_string(&path)?;
            writeln!(code, "({version}, {:?}, {text:?}),", name.replace('_', " "))?;
        }
        writeln!(code, "];")?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("migrations.rs"), code)?;
    Ok(())
}
