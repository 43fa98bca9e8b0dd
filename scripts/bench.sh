#!/usr/bin/env bash
# Measures; see the output of each bench for what it means.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/env.sh

cargo bench
