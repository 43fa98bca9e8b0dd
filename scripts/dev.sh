#!/usr/bin/env bash
# Serves the sample unoptimised and builds what changes anew: Rust, the stylesheets, the map. The browser loads the page again by itself.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/env.sh

trap 'trap - EXIT; kill 0' EXIT
npm run --silent build:map
npm run --silent build:css
npm run --silent build:map -- --watch=forever &
npm run --silent build:css -- --watch=forever &
# It gives hashes to the first build only: whatever was built later would be served by nobody.
LEPTOS_HASH_FILES=false cargo leptos watch -- serve --demo
