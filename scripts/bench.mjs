// The release build as a visitor meets it: bytes of the first visit, time on a slow phone, requests a second against a static
// file from the same process, memory of the idle server.
import { chromium } from '@playwright/test'
import autocannon from 'autocannon'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync, rmSync, cpSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const port = 3990
const origin = `http://127.0.0.1:${port}`
const data = mkdtempSync(join(tmpdir(), 'doorstep-bench-'))
const site = join(data, 'site')
cpSync(resolve('target/site'), site, { recursive: true })
const env = { ...process.env, DOORSTEP_DATA: data, DOORSTEP_ADDR: `127.0.0.1:${port}`, DOORSTEP_SITE: site, DOORSTEP_LOG: 'error' }
let server

async function start() {
  server = spawn(resolve('target/release/server'), ['serve', '--demo'], { env, stdio: 'ignore' })
  for (let i = 0; i < 100; i++) {
    await new Promise((done) => setTimeout(done, 100))
    if (await fetch(`${origin}/healthz`).then((r) => r.ok, () => false)) return
  }
  throw new Error('the server does not answer')
}

async function stop() {
  server.kill('SIGTERM')
  await new Promise((done) => server.once('exit', done))
}

/** Kilobytes that the server occupies. */
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1])

async function firstVisit(slow) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || undefined,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  const page = await browser.newPage({ viewport: { width: 360, height: 740 }, serviceWorkers: 'block' })
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  if (slow) {
    await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 })
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  }
  let bytes = 0
  const requests = new Map()
  cdp.on('Network.responseReceived', (e) => requests.set(e.requestId, e.response.url))
  const files = []
  cdp.on('Network.loadingFinished', (e) => {
    bytes += e.encodedDataLength
    files.push([requests.get(e.requestId)?.replace(origin, ''), e.encodedDataLength])
  })
  await page.addInitScript(() => {
    window.paints = []
    new PerformanceObserver((list) => window.paints.push(...list.getEntries().map((e) => e.startTime))).observe({ type: 'largest-contentful-paint', buffered: true })
  })
  const begun = Date.now()
  await page.goto(`${origin}/`)
  // Set by the application once it has taken over the page.
  await page.waitForSelector('html[data-alive]', { timeout: 30_000 })
  const working = Date.now() - begun
  const paint = await page.evaluate(() => Math.max(...window.paints))
  await page.waitForTimeout(1000)
  await browser.close()
  return { bytes, files, working, paint: Math.round(paint) }
}

const load = (path) =>
  autocannon({ url: origin + path, connections: 16, duration: 8, headers: { accept: 'text/html', 'accept-encoding': 'identity' } })
    .then((r) => ({ rate: r.requests.average, bad: r.non2xx + r.errors }))

try {
  await start()
  const centers = await fetch(`${origin}/open/centers.geojson`).then((r) => r.json())
  const pages = [
    ['list of 43', '/centers'],
    ['center page', `/centers/${centers.features[0].properties.id}`],
    ['map query', '/open/map?bbox=122.5,46.4,123.3,46.9&zoom=11'],
  ]
  // Each is compared with a file of its own size; the server reads the names of its files when it starts.
  const sizes = []
  for (const [i, [, path]] of pages.entries()) {
    const body = Buffer.from(await fetch(`${origin}${path}`).then((r) => r.arrayBuffer()))
    sizes.push(body.length)
    writeFileSync(join(site, `bench-${i}.html`), body)
  }
  await stop()
  await start()
  console.log(`idle server: ${(memory() / 1024).toFixed(1)} MB`)

  const visit = await firstVisit(false)
  console.log(`first visit of /: ${(visit.bytes / 1000).toFixed(1)} kB over the wire`)
  for (const [file, size] of visit.files) console.log(`  ${(size / 1000).toFixed(1).padStart(7)} kB  ${file}`)
  const slow = []
  for (let i = 0; i < 3; i++) slow.push(await firstVisit(true))
  slow.sort((a, b) => a.working - b.working)
  console.log(`slow phone (1.6 Mbit/s, 150 ms, CPU 4 times slower), median of 3: largest paint ${slow[1].paint} ms, working page ${slow[1].working} ms`)

  for (const [i, [name, path]] of pages.entries()) {
    const still = await load(`/bench-${i}.html`)
    const { rate, bad } = await load(path)
    console.log(`${name}: ${rate.toFixed(0)} requests/s, ${(rate / still.rate).toFixed(3)} of a static file of its ${(sizes[i] / 1000).toFixed(1)} kB (${still.rate.toFixed(0)}/s), ${bad} bad`)
  }
  console.log(`server after the load: ${(memory() / 1024).toFixed(1)} MB`)
} finally {
  server?.kill('SIGKILL')
  rmSync(data, { recursive: true, force: true })
}
