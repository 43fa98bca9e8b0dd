#!/usr/bin/env bash
# Serves the release build. `demo` fills an empty database and leaves any other as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/env.sh

target/release/server demo
exec target/release/server serve
