// Keeps the address true to what is shown and says each change once; all pages work without it.
(() => {
  "use strict";
  const said = document.getElementById("said");
  const lost = document.getElementById("lost");

  // The same sentence twice is only heard twice when the region was empty in between.
  function announce(sentence) {
    said.textContent = "";
    setTimeout(() => { said.textContent = sentence; }, 100);
  }

  // What was switched stays where it was, whatever grows or goes above it.
  let held = "";
  let top = 0;
  document.addEventListener("htmx:beforeSwap", () => {
    held = document.activeElement.id;
    top = document.activeElement.getBoundingClientRect().top;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    lost.hidden = true;
    const now = held && document.getElementById(held);
    if (now) scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
    history.replaceState(null, "", event.detail.xhr.responseURL);
    announce(document.getElementById(event.detail.target.id).dataset.said);
  });
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, () => { lost.hidden = false; });
  }
})();
