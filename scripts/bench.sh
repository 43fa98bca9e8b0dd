#!/usr/bin/env bash
# Measures, in one run on one machine, so that the figures can be compared with each other:
# the directory's answers, one search for something free and one keystroke of the search for matters by size (Criterion), and which
# share of everyday questions leads to the right matter; booking over HTTP as a share of bare SQL, and
# weeks and searches with ten years of bookings, and the screens for cases with a year and with ten (p50, p99), on both engines; then the release build as a visitor meets it
# (scripts/bench.mjs).
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/env.sh

cargo bench -p model --features server --bench directory
cargo bench -p model --bench finding
cargo bench -p model --features server --bench search
cargo test --lib everyday_questions -- --nocapture | grep ' questions: ' -A 20
cargo bench -p server --bench booking
cargo bench -p server --bench case
scripts/build.sh
node scripts/bench.mjs
