// Browser tests of the built application: `scripts/build.sh` first, or DOORSTEP_BIN for another server.
import { defineConfig } from "@playwright/test";

/** What keeps Chromium quiet: it talks to the server under test and to nobody else. */
const ARGS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "tests",
  outputDir: "../test-results",
  timeout: 45_000,
  expect: { timeout: 10_000 },
  workers: 2,
  // One more try where nobody watches: what passes then is reported as flaky, and is to be mended.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: "list",
  use: {
    browserName: "chromium",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: { executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ARGS },
  },
});
