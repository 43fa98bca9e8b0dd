// The offline page's only script: lists the pages that the service worker has kept, and comes back with the network.
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
// After a moment: the network comes and goes, and somebody may have just pressed a link.
addEventListener("online", () => setTimeout(() => location.reload(), 1000));
