#!/usr/bin/env bash
# Serves the sample unoptimised and builds what changes anew: Rust, the stylesheets, the map.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/env.sh

trap 'trap - EXIT; kill 0' EXIT
npm run --silent build:map
npm run --silent build:css
npm run --silent build:map -- --watch=forever &
npm run --silent build:css -- --watch=forever &
cargo leptos watch -- serve --demo
