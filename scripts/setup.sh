#!/usr/bin/env bash
# Makes the tools of this project available: `scripts/setup.sh server` what compiling the server needs, `scripts/setup.sh run` what
# building and serving need, `scripts/setup.sh test` also what the tests need. It prefers what is installed, then what rustup or cargo-binstall
# can fetch, then Debian's packages and builds from source. Tools are kept in a cache of the user's, so a second clone
# builds none of them. The environment that finds them is written to target/setup.env, which scripts/env.sh reads.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly MIN_RUST=1.96 # what building cargo-leptos needs; the project itself gets by with its `rust-version`
readonly CARGO_LEPTOS=0.3.11
readonly MIN_WASM_OPT=120 # older ones do not know the WASM features that rustc turns on
readonly WASM=wasm32-unknown-unknown
readonly CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/doorstep
readonly ENV_FILE=target/setup.env

path_dirs=() # directories that come before the user's PATH, first one first
exports=()   # further lines of the environment file

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# at_least 1.96 1.100.2: whether the second version is the first or later.
at_least() { [[ -n ${2:-} && $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$1" ]]; }

# The first dotted number that a command prints, or nothing.
version_of() { { "$@" 2>/dev/null || true; } | grep -oEm 1 '[0-9]+(\.[0-9]+)*' | head -n 1 || true; }

use_path() {
  path_dirs=("$1" "${path_dirs[@]}")
  PATH=$1:$PATH
}

use_var() {
  exports+=("export $1=$(printf %q "$2")")
  export "$1=$2"
}

# Installs those of the named Debian packages that are missing. Never removes a package of the user's.
debian_packages() {
  local missing=() package as_root=()
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true) == 'install ok installed' ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  have apt-get || die "please install what Debian calls: ${missing[*]}"
  if ((EUID)); then
    have sudo || die "please have an administrator run: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing Debian packages: ${missing[*]}"
  { "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove \
      "${missing[@]}" >/dev/null; } || die "apt-get could not install: ${missing[*]}"
}

has_wasm_std() { compgen -G "$(rustc --print target-libdir --target "$WASM" 2>/dev/null)/libstd-*.rlib" >/dev/null; }

# A Rust that is new enough and has the WASM standard library: the active one if it can be had, else Debian's.
toolchain() {
  have cc || debian_packages build-essential
  local version
  version=$(version_of rustc --version)
  if at_least "$MIN_RUST" "$version" && wasm_target; then
    return 0
  fi
  have apt-get || die "please install Rust $MIN_RUST or later with its target $WASM (found: ${version:-none})"
  debian_toolchain
}

wasm_target() {
  has_wasm_std && return 0
  have rustup || return 1
  say "Adding the WASM target with rustup"
  timeout 120 rustup target add "$WASM" >/dev/null 2>&1 && has_wasm_std
}

# Debian's Rust has no WASM standard library. It is built from Debian's own sources into a private copy of the
# sysroot, made of links to the installed one, so that nothing is written below /usr.
debian_toolchain() {
  debian_packages rustc-web cargo-web rust-web-src lld-19
  local version sysroot
  version=$(dpkg-query -W -f '${Version}' rustc-web)
  sysroot=$CACHE/rust-${version//[^A-Za-z0-9.]/-}
  at_least "$MIN_RUST" "$version" || die "Debian's rustc-web is $version; please install Rust $MIN_RUST with rustup"
  use_var "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER" wasm-ld-19
  [[ -e $sysroot/complete ]] || build_sysroot "$sysroot"
  use_path "$sysroot/bin"
}

build_sysroot() {
  local sysroot=$1 tool work
  say "Building the WASM standard library (about 1 minute)"
  work=$(mktemp -d)
  rm -rf "$sysroot"
  mkdir -p "$sysroot/bin" "$sysroot/lib/rustlib/$WASM/lib" "$work/src"
  ln -s /usr/lib/rustlib/*-linux-gnu /usr/lib/rustlib/src "$sysroot/lib/rustlib/"
  for tool in rustc rustdoc; do
    # shellcheck disable=SC2016 # "$@" is for the written script
    printf '#!/bin/sh\nexec /usr/bin/%s --sysroot %q "$@"\n' "$tool" "$sysroot" >"$sysroot/bin/$tool"
    chmod +x "$sysroot/bin/$tool"
  done
  ln -s /usr/bin/cargo "$sysroot/bin/cargo"

  touch "$work/src/lib.rs"
  printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n' >"$work/Cargo.toml"
  (
    cd "$work"
    # -Z build-std asks for a nightly compiler, or for this variable.
    PATH=$sysroot/bin:$PATH RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$work/target \
      cargo build --quiet --release -Z build-std=std,panic_abort --target "$WASM"
  ) || die "the WASM standard library did not build"
  cp "$work/target/$WASM"/release/deps/lib*.rlib "$sysroot/lib/rustlib/$WASM/lib/"
  rm -f "$sysroot/lib/rustlib/$WASM"/lib/libempty-*
  rm -rf "$work"
  touch "$sysroot/complete"
}

# cargo_tool <crate> <version> <binary> [option of cargo install]…: from the cache, else cargo-binstall, else source.
cargo_tool() {
  local crate=$1 version=$2 binary=$3 root=$CACHE/$1-$2
  shift 3
  if [[ ! -x $root/bin/$binary ]] && have cargo-binstall; then
    say "Fetching $crate $version"
    timeout 300 cargo binstall --no-confirm --disable-strategies compile --root "$root" "$crate@$version" || true
  fi
  if [[ ! -x $root/bin/$binary ]]; then
    say "Building $crate $version, once for all clones"
    # It runs for seconds, so its own build time is what counts: no optimisation, no LTO, no unwinding.
    # The target folder is kept until all tools are there: an interrupted build goes on where it was, and they share what they stand on.
    CARGO_TARGET_DIR=$CACHE/build CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
      CARGO_PROFILE_RELEASE_PANIC=abort \
      CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_STRIP=true \
      cargo install --quiet --root "$root" --version "=$version" "$@" "$crate"
  fi
  use_path "$root/bin"
}

cargo_leptos() {
  have cargo-leptos && at_least "$CARGO_LEPTOS" "$(version_of cargo-leptos --version)" && return 0
  # Every release build waits for its compression, which takes five times as long where it is not optimised; it is generic, so it is
  # compiled with whoever calls it.
  local options=() crate
  for crate in brotli alloc-no-stdlib alloc-stdlib; do
    options+=(--config "profile.release.package.$crate.opt-level=3")
  done
  options+=(--config 'profile.release.package.cargo-leptos.opt-level=1')
  cargo_tool cargo-leptos "$CARGO_LEPTOS" cargo-leptos --locked --features no_downloads "${options[@]}"
}

# The generated bindings are only valid for the very version that the project is compiled with.
wasm_bindgen() {
  local locked
  locked=$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/"/, "", $3); print $3 }' Cargo.lock)
  [[ -n $locked ]] || die "Cargo.lock names no wasm-bindgen"
  have wasm-bindgen && [[ $(version_of wasm-bindgen --version) == "$locked" ]] && return 0
  cargo_tool wasm-bindgen-cli "$locked" wasm-bindgen
}

# One clone at a time: what is being built and removed is for all of them.
tools() {
  exec 9>"$CACHE/lock"
  flock 9
  wasm_bindgen
  cargo_leptos
  rm -rf "$CACHE"/build*
  exec 9>&-
}

npm_packages() {
  have npm || die "please install Node 20 or later with npm"
  [[ node_modules/.package-lock.json -nt package-lock.json ]] && return 0
  say "Installing npm packages"
  npm ci --silent --no-audit --no-fund
  touch node_modules/.package-lock.json
}

# npm's binaryen serves where no fitting wasm-opt is installed; cargo-leptos looks for it on PATH.
wasm_opt() {
  at_least "$MIN_WASM_OPT" "$(version_of wasm-opt --version)" && return 0
  use_path "$PWD/node_modules/.bin"
}

# Playwright's own Chromium where it has been installed, else the system's, else Debian's.
browser() {
  local own
  own=$(node -p "require('@playwright/test').chromium.executablePath()")
  if [[ ! -x $own ]]; then
    have chromium || debian_packages chromium
    own=$(command -v chromium)
  fi
  use_var CHROMIUM "$own"
  if ! have fc-list || [[ -z $(fc-list :lang=zh-cn) ]]; then
    debian_packages fontconfig fonts-noto-cjk
  fi
}

# Debian keeps initdb off PATH.
postgres() {
  have initdb && have pg_ctl && return 0
  local dirs
  # A subshell, because what cannot be installed ends the one it is in.
  if ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && ! (debian_packages postgresql); then
    [[ ${DOORSTEP_REQUIRE_POSTGRES:-} != 1 ]] || die "PostgreSQL is required (DOORSTEP_REQUIRE_POSTGRES=1)"
    say "NO POSTGRESQL: the tests of the database run on SQLite only, their other half is skipped"
    return 0
  fi
  dirs=(/usr/lib/postgresql/*/bin)
  use_path "${dirs[-1]}"
}

write_env() {
  local dirs
  mkdir -p "$(dirname "$ENV_FILE")"
  dirs=$(printf '%q:' "${path_dirs[@]}")
  {
    echo "# Written by scripts/setup.sh; read by scripts/env.sh."
    echo "export DOORSTEP_SETUP=$1"
    ((${#path_dirs[@]})) && echo "export PATH=$dirs\$PATH"
    ((${#exports[@]})) && printf '%s\n' "${exports[@]}"
    true
  } >"$ENV_FILE.new"
  mv "$ENV_FILE.new" "$ENV_FILE"
}

main() {
  case ${1:-} in
    server | run | test) ;;
    *) die "usage: scripts/setup.sh server|run|test" ;;
  esac
  mkdir -p "$CACHE"
  if [[ $1 == server ]]; then
    toolchain
    write_env "$1"
    return
  fi
  npm_packages & # downloads while the compiler works
  local npm=$!
  toolchain
  tools
  wait "$npm"
  wasm_opt
  if [[ $1 == test ]]; then
    browser
    postgres
  fi
  write_env "$1"
}

main "$@"
