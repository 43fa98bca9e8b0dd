// The offline page's only script: lists the pages that the service worker has kept, says what else is to be said of the one that was
// asked for, and comes back with the network.
(async () => {
  const items = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("pages-")) continue;
    const pages = await caches.open(name);
    for (const request of await pages.keys()) {
      const page = new DOMParser().parseFromString(await (await pages.match(request, { ignoreVary: true })).text(), "text/html");
      const link = document.createElement("a");
      link.href = request.url;
      // "Center · Deployment": the deployment is known.
      link.textContent = page.title.split(" · ")[0];
      const item = document.createElement("li");
      item.append(link);
      items.push(item);
    }
  }
  // All at once: a page that moves under the finger sends it to the wrong link.
  document.getElementById("kept").append(...items);
  document.getElementById("kept-title").hidden = items.length === 0;
})();
// A case is not begun without a network; what was typed before it went is not lost.
document.getElementById("apply").hidden = !/^\/matters\/[^/]+\/start$/.test(location.pathname);
try {
  const typed = Object.keys(localStorage).filter((name) => name.startsWith("typed:"));
  const here = typed.some((name) => JSON.parse(localStorage.getItem(name)).on === location.pathname);
  document.getElementById("typed").hidden = !here;
} catch {
  // A browser that keeps nothing.
}
// After a moment: the network comes and goes, and somebody may have just pressed a link.
addEventListener("online", () => setTimeout(() => location.reload(), 1000));
