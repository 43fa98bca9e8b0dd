#!/usr/bin/env bash
# Serves the release build. `demo` fills an empty database and leaves any other as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/env.sh

target/release/server demo
echo "Staff sign in at /sign-in/staff; a password that was lost is made anew: target/release/server user reset admin"
exec target/release/server serve
