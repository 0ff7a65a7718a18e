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

  document.addEventListener("htmx:afterSwap", (event) => {
    lost.hidden = true;
    history.replaceState(null, "", event.detail.xhr.responseURL);
    announce(document.getElementById(event.detail.target.id).dataset.said);
  });
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, () => { lost.hidden = false; });
  }
})();
