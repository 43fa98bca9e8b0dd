// The service worker. The server puts BUILD in front: its version, its files, and the pages that are kept from the start.
//
// Pages: the network first; what anybody may read is kept, and shown when the network is silent. Files of the build:
// from the cache, for their names change with them. Everything else, the server's own answers above all, passes by.

const FILES = `files-${BUILD.version}`;
const PAGES = `pages-${BUILD.version}`;
const OFFLINE = "/offline";
/** The counter, and the form of it that is shown in its place without a network: kept where it was opened, and naming nobody. */
const COUNTER = "/admin/counter";
const COUNTER_OFFLINE = "/admin/counter/offline";
/** What the search for matters looks in: it has to answer without a network. */
const MATTERS = "/open/matters.json";
/** Milliseconds before a kept copy is shown instead of a page that is still on its way. */
const PATIENCE = 4000;
/** The most pages kept; the one visited longest ago goes first. */
const MOST_PAGES = 30;
/** Milliseconds for which a kept page is not fetched again just because somebody came by without loading it. */
const FRESH = 3600_000;
/** Milliseconds after which the offline page is fetched anew: the numbers to call that it names may be others. */
const DAY = 86_400_000;
/** Forms after which pages look different for this visitor. */
const TURNS = ["/preference", "/sign-out", "/me/sign-out"];

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "update") event.waitUntil(self.skipWaiting());
  else if (typeof event.data?.visited === "string") event.waitUntil(visited(event.data.visited));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(page(event));
    else if (TURNS.includes(url.pathname)) event.respondWith(turn(event));
  } else if (request.method === "GET" && isFile(url)) {
    event.respondWith(file(request));
  } else if (request.method === "GET" && url.pathname === MATTERS) {
    event.respondWith(matters(event));
  }
});

self.addEventListener("push", (event) => event.waitUntil(notify(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

/** Fetches what this build needs; pages that could be read before can be read after. The old worker goes on meanwhile. */
async function install() {
  const files = await caches.open(FILES);
  await files.addAll(BUILD.files);
  await keepOffline();
  await keepMatters(files);
  const wanted = new Set(BUILD.pages.map(absolute));
  for (const name of await others()) {
    if (!name.startsWith("pages-")) continue;
    for (const request of await (await caches.open(name)).keys()) wanted.add(request.url);
  }
  for (const tab of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) wanted.add(tab.url);
  for (const url of wanted) await fetchAndKeep(url);
}

/** The index of matters as it is now; where the network does not give it, as the worker before this one had kept it. */
async function keepMatters(files) {
  let index;
  try {
    index = await fetch(MATTERS, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    // No network, or one that hangs.
  }
  if (!index?.ok) index = await caches.match(MATTERS, { ignoreVary: true });
  if (index) await files.put(MATTERS, index).catch(() => {});
}

async function activate() {
  for (const name of await others()) await caches.delete(name);
  await self.clients.claim();
}

/** Caches of other builds. */
async function others() {
  return (await caches.keys()).filter((name) => name !== FILES && name !== PAGES);
}

async function page(event) {
  const { request } = event;
  const network = fetch(request).then((response) => {
    const narrowed = guide(request.url);
    event.waitUntil(narrowed ? visited(narrowed.path) : keep(request.url, response.clone()));
    event.waitUntil(renewOffline());
    return response;
  });
  event.waitUntil(network.catch(() => {}));
  try {
    // The form in the counter's place is no copy of it: a slow network is waited for.
    const late = async () => (isCounter(request.url) ? undefined : await copy(request.url));
    return await Promise.race([network, pause().then(async () => (await late()) ?? network)]);
  } catch {
    return (await copy(request.url)) ?? (await caches.match(OFFLINE, { ignoreVary: true })) ?? Response.error();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PATIENCE));

/** The kept copy of a page, marked as such for the page's own scripts and styles. */
async function copy(url) {
  const pages = await caches.open(PAGES);
  const narrowed = guide(url);
  if (narrowed) return (await pages.match(narrowed.path, { ignoreVary: true })) && Response.redirect(narrowed.answered);
  const kept = await pages.match(isCounter(url) ? COUNTER_OFFLINE : url, { ignoreVary: true });
  if (!kept) return undefined;
  const headers = new Headers(kept.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  const html = (await kept.text()).replace("<html", "<html data-kept");
  return new Response(html, { headers });
}

/**
 * Keeps a page that is for everybody: the server says `no-store` on all others. Where it names somebody and is for everybody without
 * them (`keep-as`), it is fetched as nobody in particular sees it, in the same language and size, once an hour at most.
 */
async function keep(url, response) {
  const { headers } = response;
  const preferences = headers.get("keep-as");
  if (preferences && response.ok && !response.redirected) {
    // What nobody reads would hold its connection, of which there are few.
    response.body?.cancel().catch(() => {});
    if (await isFresh(url)) return;
    const headers = { accept: "text/html", "keep-as": preferences };
    const anonymous = await fetch(url, { credentials: "omit", cache: "no-store", headers }).catch(() => undefined);
    if (anonymous && !anonymous.headers.has("keep-as")) await keep(url, anonymous);
    return;
  }
  const isPage = headers.get("content-type")?.startsWith("text/html");
  if (!response.ok || response.redirected || !isPage || headers.get("cache-control")?.includes("no-store")) return;
  const pages = await caches.open(PAGES);
  await pages.delete(url, { ignoreVary: true }); // so that it counts as the latest
  await pages.put(url, response.clone());
  await keepParts(await response.text());
  const visits = (await pages.keys()).filter((request) => !BUILD.pages.map(absolute).includes(request.url));
  for (const request of visits.slice(0, -MOST_PAGES)) await pages.delete(request, { ignoreVary: true });
}

/** Keeps what a page loads: style, code, the part of the code that draws this kind of page. */
async function keepParts(html) {
  for (const [, path] of html.matchAll(/["'](\/build\/[^"']+\.\w+)["']/g)) await file(new Request(path));
}

async function keepOffline() {
  const response = await fetch(OFFLINE, { cache: "reload" });
  if (!response.ok) throw new Error(`no offline page: ${response.status}`);
  await (await caches.open(FILES)).put(OFFLINE, response.clone());
  await keepParts(await response.text());
}

/** There is a network, and the offline page is of another day. */
async function renewOffline() {
  const kept = await (await caches.open(FILES)).match(OFFLINE, { ignoreVary: true });
  if (Date.now() - Date.parse(kept?.headers.get("date") ?? "") > DAY) await keepOffline().catch(() => {});
}

async function fetchAndKeep(url) {
  try {
    await keep(url, await fetch(url, { headers: { accept: "text/html" } }));
  } catch {
    // No network: it is kept at the next visit.
  }
}

/** The application has shown a page without loading it. */
async function visited(url) {
  if (!(await isFresh(url))) await fetchAndKeep(url);
}

/** Whether the copy of a page is so new that it is not fetched again without need. */
async function isFresh(url) {
  const kept = await (await caches.open(PAGES)).match(url, { ignoreVary: true });
  return Date.now() - Date.parse(kept?.headers.get("date") ?? "") < FRESH;
}

/** Another language, or nobody signed in any more: what was kept is forgotten and the start is fetched anew. */
async function turn(event) {
  const response = await fetch(event.request);
  event.waitUntil(
    (async () => {
      await caches.delete(PAGES);
      for (const url of BUILD.pages.map(absolute)) await fetchAndKeep(url);
      await keepOffline();
    })(),
  );
  return response;
}

/** Shows what the server has sent; a browser takes the permission away from a site that shows nothing. */
async function notify(data) {
  let told = {};
  try {
    told = data?.json() ?? {};
  } catch {
    // Not ours: the notification says only that there is something.
  }
  const { title = "家门口 Doorstep", body = "", url = "/me/notices", tag, lang } = told;
  const icon = "/icon-192.png";
  await self.registration.showNotification(title, { body, tag, lang, icon, badge: icon, data: { url } });
}

/** The page that a notification is about: in a window that is open, or a new one. Only pages of this site. */
async function open(path) {
  const url = new URL(typeof path === "string" ? path : "/me/notices", self.location.origin);
  if (url.origin !== self.location.origin) return;
  for (const tab of await self.clients.matchAll({ type: "window" })) {
    try {
      await (await tab.navigate(url.href))?.focus();
      return;
    } catch {
      // It is not this worker's; the next one may be.
    }
  }
  await self.clients.openWindow(url.href);
}

/** The browser has changed the address that notifications go to: the server is told of the new one. */
async function renew(event) {
  const options = event.oldSubscription?.options;
  const subscription = event.newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (!subscription) return;
  const { endpoint, keys } = subscription.toJSON();
  await fetch("/api/push/subscribe", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input: { endpoint, p256dh: keys.p256dh, auth: keys.auth } }),
  });
}

/** The index of matters as it is now, or as it was when there was a network; a network that hangs or fails counts as none. */
async function matters(event) {
  const kept = async () => (await caches.open(FILES)).match(MATTERS, { ignoreVary: true });
  const network = fetch(event.request).then((response) => {
    // A device that is full still shows what has just come.
    if (response.ok) event.waitUntil(putMatters(response.clone()).catch(() => {}));
    return response;
  });
  event.waitUntil(network.catch(() => {}));
  try {
    const response = await Promise.race([network, pause().then(async () => (await kept()) ?? network)]);
    return response.ok ? response : ((await kept()) ?? response);
  } catch {
    return (await kept().catch(() => undefined)) ?? Response.error();
  }
}

const putMatters = async (response) => (await caches.open(FILES)).put(MATTERS, response);

/**
 * The address of a guide without the answers behind it: the page is the same for everybody, and is kept under that. The answers
 * go behind `#`, from where the page takes them; none for other addresses.
 */
function guide(address) {
  const url = new URL(address);
  if (!/^\/matters\/[^/]+$/.test(url.pathname) || !url.search.startsWith("?q_")) return undefined;
  return { path: url.origin + url.pathname, answered: `${url.origin}${url.pathname}#${url.search.slice(1)}` };
}

const isCounter = (url) => new URL(url).pathname === COUNTER;

const absolute = (path) => new URL(path, self.location.origin).href;

const isFile = (url) =>
  BUILD.files.includes(url.pathname + url.search) || url.pathname.startsWith("/build/") || url.searchParams.has("v");

async function file(request) {
  const files = await caches.open(FILES);
  const kept = await files.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await files.put(request, response.clone());
  return response;
}
