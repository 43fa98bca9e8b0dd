#!/usr/bin/env bash
# Measures, in one run on one machine, so that the figures can be compared with each other:
# the directory's answers by size (Criterion), then the release build as a visitor meets it (scripts/bench.mjs).
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/env.sh

cargo bench -p model --features server --bench directory
scripts/build.sh
node scripts/bench.mjs
