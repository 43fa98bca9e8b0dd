// The offline page's only script: lists the pages that the service worker has kept, and comes back with the network.
(async () => {
  const list = document.getElementById("kept");
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
      list.append(item);
    }
  }
  document.getElementById("kept-title").hidden = list.childElementCount === 0;
})();
addEventListener("online", () => location.reload());
