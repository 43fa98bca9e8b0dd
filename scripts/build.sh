#!/usr/bin/env bash
# Builds what is served: the map's bundle, the server, and the browser's side split, hashed and precompressed.
# Does nothing when no source is newer than the last good build.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly OWN_PATH=$PATH # as set-up has to find it
source scripts/env.sh

readonly STAMP=target/release/.built
# Folders count too: their time changes when a file is removed.
if [[ -f $STAMP && -x target/release/server && -d target/site/pkg ]] &&
  [[ -z $(find app server public style .cargo/config.toml Cargo.toml Cargo.lock package.json package-lock.json tsconfig.json \
    scripts/build.sh scripts/shorten.mjs \
    \( -path public/generated -o -path public \) -prune -o -newer "$STAMP" -print -quit) ]] &&
  [[ -z $(find public -path public/generated -prune -o ! -path public -newer "$STAMP" -print -quit) ]]; then
  exit 0
fi

mkdir -p target/release
touch "$STAMP.new" # before the build, so that what is edited meanwhile counts as newer
# The server beside everything else: each side has long steps that keep only one core busy.
echo "==> Building the server, release (some minutes the first time)" >&2
# Behind it: the browser's side ends with a long step on one core.
nice cargo build --release --package server --bin server &
readonly SERVER=$!
trap 'kill "$SERVER" 2>/dev/null || true' EXIT
# The first time, so are the tools for the browser's side.
if [[ ${DOORSTEP_SETUP:-} == server ]]; then
  PATH=$OWN_PATH scripts/setup.sh run
  source scripts/env.sh
fi
echo "==> Bundling the map and the stylesheet" >&2
npm run --silent build:map
npm run --silent build:css
# Tabs that are open go on with the files of the build they came from: those stay for two weeks, beside the new ones.
readonly OLD=target/release/pkg-before
rm -rf "$OLD"
[[ ! -d target/site/pkg ]] || cp -a target/site/pkg "$OLD"
echo "==> Building the browser's side, release (some minutes the first time)" >&2
cargo leptos build --release --split --precompress --frontend-only
wait "$SERVER"
trap - EXIT
node scripts/shorten.mjs
if [[ -d $OLD ]]; then
  find "$OLD" -type f -mtime +14 -delete
  cp -an "$OLD/." target/site/pkg/
  rm -rf "$OLD"
fi
mv "$STAMP.new" "$STAMP"
