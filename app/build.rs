//! Turns `locales/<language>/<capability>.json` into typed functions: `t::center::closes_at(lang, time)`.
//!
//! A missing key, an unknown placeholder or a language that lags behind is a compile error, and a string costs nothing
//! where no page uses it, also in the lazily loaded parts. Syntax of a text: `{name}` is a parameter; `{n|center|centers}`
//! chooses the first word where the parameter `n` is 1, else the second. In Chinese a parameter that begins or ends with a digit or
//! a letter is set off from the characters around it: `到{day}。` is `到 10 月 8 日。` and `到明天。`.

use std::{collections::BTreeMap, env, error::Error, fmt::Write as _, fs, path::Path};

/// Folder, variant of `Lang`; the first is the default and says which keys there are.
const LANGUAGES: [(&str, &str); 2] = [("zh-Hans", "ZhHans"), ("en", "En")];

/// The variant whose parameters get blanks between characters and digits by themselves: its texts write none there.
const SPACED: &str = "ZhHans";

type Texts = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo:rerun-if-changed={}", root.display());
    let (default_folder, _) = LANGUAGES[0];
    let mut out = String::new();
    let mut names: Vec<String> = fs::read_dir(root.join(default_folder))?
        .map(|entry| {
            Ok(entry?
                .path()
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned())
        })
        .collect::<Result<_, std::io::Error>>()?;
    names.sort();
    for capability in names {
        let mut languages = Vec::new();
        for (folder, variant) in LANGUAGES {
            let path = root.join(folder).join(format!("{capability}.json"));
            println!("cargo:rerun-if-changed={}", path.display());
            let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            let texts: Texts = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
            languages.push((folder, variant, texts));
        }
        generate(&mut out, &capability, &languages)?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), out)?;
    Ok(())
}

/// Writes the module of one capability.
fn generate(out: &mut String, capability: &str, languages: &[(&str, &str, Texts)]) -> Result<(), Box<dyn Error>> {
    let (_, _, default) = &languages[0];
    for (folder, _, texts) in languages {
        let strange: Vec<&String> = texts.keys().filter(|k| !default.contains_key(*k)).collect();
        if !strange.is_empty() {
            return Err(format!("locales/{folder}/{capability}.json has keys the default lacks: {strange:?}").into());
        }
    }
    writeln!(
        out,
        "/// Texts of `{capability}`.\npub mod {capability} {{\n    use super::*;"
    )?;
    for (key, zh) in default {
        let parameters = parameters(zh)?;
        let doc = zh.replace('\n', " ").replace('`', "'");
        if parameters.is_empty() {
            writeln!(
                out,
                "    /// `{doc}`\n    #[must_use]\n    pub const fn {key}(lang: Lang) -> &'static str {{\n        match lang {{"
            )?;
        } else {
            let list = parameters
                .iter()
                .map(|p| format!("{p}: impl ToString"))
                .collect::<Vec<_>>()
                .join(", ");
            writeln!(
                out,
                "    /// `{doc}`\n    #[must_use]\n    pub fn {key}(lang: Lang, {list}) -> String {{"
            )?;
            for p in &parameters {
                writeln!(out, "        let {p} = {p}.to_string();")?;
            }
            writeln!(out, "        match lang {{")?;
        }
        for (folder, variant, texts) in languages {
            let text = texts
                .get(key)
                .ok_or(format!("locales/{folder}/{capability}.json lacks {key}"))?;
            let mut theirs = self::parameters(text)?;
            theirs.retain(|p| !parameters.contains(p));
            if !theirs.is_empty() {
                return Err(
                    format!("locales/{folder}/{capability}.json: {key} has unknown parameters {theirs:?}").into(),
                );
            }
            if parameters.is_empty() {
                writeln!(out, "            Lang::{variant} => {text:?},")?;
            } else {
                let pieces = pieces(text)?.join(", ");
                if *variant == SPACED {
                    writeln!(out, "            Lang::{variant} => spaced(&[{pieces}]),")?;
                } else {
                    writeln!(out, "            Lang::{variant} => [{pieces}].concat(),")?;
                }
            }
        }
        writeln!(out, "        }}\n    }}")?;
    }
    writeln!(out, "}}")?;
    Ok(())
}

/// Names of the parameters, in the order of their first use.
fn parameters(text: &str) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    for (inside, piece) in split(text)? {
        let name = piece.split('|').next().unwrap_or_default().to_owned();
        if inside && !found.contains(&name) {
            found.push(name);
        }
    }
    Ok(found)
}

/// Rust expressions of type `&str` that make up the text.
fn pieces(text: &str) -> Result<Vec<String>, String> {
    split(text)?
        .into_iter()
        .map(
            |(inside, piece)| match (inside, piece.split('|').collect::<Vec<_>>().as_slice()) {
                (false, _) => Ok(format!("{piece:?}")),
                (true, [name]) => Ok(format!("{name}.as_str()")),
                (true, [name, one, many]) => Ok(format!("if {name} == \"1\" {{ {one:?} }} else {{ {many:?} }}")),
                _ => Err(format!("{{{piece}}} is neither {{name}} nor {{name|one|many}}")),
            },
        )
        .collect()
}

/// Cuts a text into what is outside (`false`) and inside (`true`) of braces.
fn split(text: &str) -> Result<Vec<(bool, &str)>, String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').ok_or(format!("unclosed brace in {text:?}"))? + open;
        out.push((false, &rest[..open]));
        out.push((true, &rest[open + 1..close]));
        rest = &rest[close + 1..];
    }
    out.push((false, rest));
    out.retain(|(inside, piece)| *inside || !piece.is_empty());
    Ok(out)
}
