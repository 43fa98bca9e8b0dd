#!/usr/bin/env bash
# Measures, in one run on one machine, so that the figures can be compared with each other:
# the directory's answers and one search for something free by size (Criterion); booking over HTTP as a share of bare SQL, and
# weeks and searches with ten years of bookings (p50, p99), on both engines; then the release build as a visitor meets it
# (scripts/bench.mjs).
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/env.sh

cargo bench -p model --features server --bench directory
cargo bench -p model --bench finding
cargo bench -p server --bench booking
scripts/build.sh
node scripts/bench.mjs
