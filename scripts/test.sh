#!/usr/bin/env bash
# All tests; or only one half: `scripts/test.sh rust`, `scripts/test.sh browser` (which builds the release first). Ends with the
# counts of the runners.
# The last line is `N passed, N failed`, with `, N skipped` where something was skipped. A stage that fails without
# having counted a failed test (it did not compile, say) counts as one.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/env.sh

export CARGO_TERM_COLOR=never FORCE_COLOR=0 # the counts are read from what the runners print
passed=0 failed=0 skipped=0
summary=()
mkdir -p target

# record <name> <passed> <failed> <skipped>
record() {
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
  local line="$1: $2 passed, $3 failed"
  (($4)) && line+=", $4 skipped"
  summary+=("$line")
}

# run <log> <command>…: shows and keeps its output; returns the command's status.
run() {
  local log=$1
  shift
  echo "==> $*" >&2
  "$@" 2>&1 | tee "$log"
}

# step <name> <command>…: a stage without tests of its own.
step() {
  local name=$1
  shift
  if run "target/test-$name.log" "$@"; then
    summary+=("$name: ok")
  else
    record "$name" 0 1 0
    return 1
  fi
}

# sum <pattern> <log>: adds up the number before each match.
sum() { { grep -oE "[0-9]+ $1" "$2" || true; } | awk '{ n += $1 } END { print n + 0 }'; }

rust() {
  local log=target/test-rust.log status=0 results=target/test-rust.results bad over
  run "$log" cargo test --no-fail-fast || status=1
  grep '^test result: ' "$log" >"$results" || true
  bad=$(sum failed "$results")
  ((status && !bad)) && bad=1
  # A test that found nothing to run on says so and returns: Rust's runner takes that for passed.
  over=$({ grep -oF '*** PASSED OVER' "$log" || true; } | wc -l)
  record rust $(($(sum passed "$results") - over)) "$bad" $(($(sum ignored "$results") + over))
}

browser() {
  local log=target/test-browser.log status=0 results=target/test-browser.results bad
  run "$log" npx playwright test --config end2end/playwright.config.ts --reporter=list || status=1
  # The list reporter ends with indented lines such as `  45 passed (1.2m)`.
  grep -E '^ +[0-9]+ (passed|failed|flaky|skipped|did not run)' "$log" >"$results" || true
  bad=$(sum failed "$results")
  ((status && !bad)) && bad=1
  # A flaky test passed in the end; one that did not run was not tested.
  record browser $(($(sum passed "$results") + $(sum flaky "$results"))) "$bad" \
    $(($(sum skipped "$results") + $(sum 'did not run' "$results")))
}

case ${1:-all} in
  rust) rust ;;
  browser) step build scripts/build.sh && browser || true ;;
  all)
    rust
    step build scripts/build.sh && browser || true
    ;;
  *)
    echo "usage: scripts/test.sh [rust|browser]" >&2
    exit 2
    ;;
esac

printf '\n'
printf '%s\n' "${summary[@]}"
line="$passed passed, $failed failed"
((skipped)) && line+=", $skipped skipped"
echo "$line"
((failed == 0))
