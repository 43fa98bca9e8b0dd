# Sourced by the other scripts, in the root of the project: the environment that scripts/setup.sh found.
# shellcheck shell=bash
if [[ ! -f target/setup.env ]]; then
  echo "Run scripts/setup.sh first (make does)." >&2
  exit 1
fi
# shellcheck source=/dev/null
source target/setup.env
