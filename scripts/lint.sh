#!/usr/bin/env bash
# Formatting, Clippy on both sides of the application, and the types of the TypeScript.
set -euo pipefail
cd "$(dirname "$0")/.."

# Debian ships no Clippy and no rustfmt, so this runs on rustup's toolchain, not on the one in target/setup.env.
# It has its own target folder because artefacts of two compilers do not mix.
export CARGO_TARGET_DIR=target/clippy
unset CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER
cargo clippy --version >/dev/null 2>&1 || export RUSTUP_TOOLCHAIN=stable
if ! cargo clippy --version >/dev/null 2>&1 || ! cargo fmt --version >/dev/null 2>&1; then
  echo "lint: please run: rustup component add clippy rustfmt" >&2
  exit 1
fi

cargo fmt --all --check
cargo clippy --quiet --all-targets -- -D warnings

# The browser's side, for WASM where this toolchain has it; types and features are the same on the host.
browser=(--package hydrate)
if compgen -G "$(rustc --print target-libdir --target wasm32-unknown-unknown)/libstd-*.rlib" >/dev/null; then
  browser+=(--target wasm32-unknown-unknown)
fi
cargo clippy --quiet "${browser[@]}" -- -D warnings

npm run --silent check:map
