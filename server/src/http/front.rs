//! What cargo-leptos has built for the browser: where it is served, and which files a page needs.
//!
//! Its files are served under `/build/<fingerprint>/pkg/`. The names that cargo-leptos gives hold a hash of each file, but not
//! of what it writes into the entry files afterwards (the names of the split parts), so two builds can have different files of
//! one name; under the fingerprint of the whole build a browser can keep them for ever and never mixes two builds.

use axum::http::Uri;
use leptos::prelude::LeptosOptions;
use sha2::{Digest, Sha256};
use shell::{Files, part_of};
use std::{collections::BTreeMap, fs, path::Path};

/// See the module.
#[derive(Debug)]
pub(crate) struct Front {
    /// Whether there is anything: a server that was compiled alone has pages without scripts.
    pub built: bool,
    /// Changes when any of the files does.
    pub fingerprint: String,
    /// The split parts that each lazy route needs.
    parts: BTreeMap<String, Vec<String>>,
}

impl Front {
    /// Reads what was built: the hashes beside the executable, the split parts in `site`.
    pub(crate) fn read(site: &Path, options: &LeptosOptions) -> Self {
        let hashes = options
            .hash_files
            .then(std::env::current_exe)
            .and_then(Result::ok)
            .and_then(|exe| fs::read_to_string(exe.parent()?.join(options.hash_file.as_ref())).ok())
            .unwrap_or_default();
        let manifest = hashes.lines().find_map(|line| line.strip_prefix("manifest:"));
        let manifest = manifest.map_or_else(String::new, |hash| format!(".{}", hash.trim()));
        let manifest = site.join(format!("pkg/__wasm_split_manifest{manifest}.json"));
        let parts = fs::read(manifest)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok());
        let fingerprint = Sha256::digest(&hashes)[..5]
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        Self {
            built: !hashes.is_empty(),
            fingerprint,
            parts: parts.unwrap_or_default(),
        }
    }

    /// Where the page at `uri` finds its files, and which parts of the code it will ask for.
    pub(crate) fn files(&self, uri: &Uri) -> Files {
        let root = format!("/build/{}", self.fingerprint);
        let of = |part: &str| {
            // A lazy route is called `__<name>_view_<hash>`.
            let name = format!("__{part}_view_");
            self.parts
                .iter()
                .find(|(route, _)| route.starts_with(&name))
                .map(|(_, files)| files.as_slice())
        };
        let parts = part_of(uri.path()).and_then(of).unwrap_or_default();
        let preload = parts.iter().map(|file| format!("{root}/pkg/{file}.wasm")).collect();
        Files {
            root,
            preload,
            start: uri.path() == "/",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_the_parts_of_its_own_code_and_no_others() {
        let parts = BTreeMap::from([
            (
                "__list_route_view_1".to_owned(),
                vec!["chunk_1.a".to_owned(), "split_list.b".to_owned()],
            ),
            ("__center_route_view_2".to_owned(), vec!["split_center.c".to_owned()]),
        ]);
        let front = Front {
            built: true,
            fingerprint: "f1".to_owned(),
            parts,
        };
        let preload = |path: &'static str| front.files(&Uri::from_static(path)).preload;
        assert_eq!(
            preload("/centers?q=x"),
            ["/build/f1/pkg/chunk_1.a.wasm", "/build/f1/pkg/split_list.b.wasm"]
        );
        assert_eq!(preload("/centers/1"), ["/build/f1/pkg/split_center.c.wasm"]);
        assert!(
            front.files(&Uri::from_static("/?near=1,2")).start && !front.files(&Uri::from_static("/centers")).start
        );
        assert!(preload("/").is_empty() && preload("/nowhere").is_empty());
    }
}
