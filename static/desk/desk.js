// Says what became of the draft; without it, texts are written and saved all the same.
(() => {
  "use strict";
  // htmx notes the address for a history it does not keep here. Where nothing may be stored, reading
  // the storage throws.
  try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* Nothing is there. */ }

  const glance = document.getElementById("glance");
  if (!glance) return;
  const said = document.getElementById("writing-said");
  const lost = document.getElementById("writing-lost");

  function tell(status) {
    for (const sentence of lost.children) sentence.hidden = sentence.dataset.status !== status;
  }

  glance.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    tell([401, 403].includes(status) ? String(status) : "other");
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    glance.addEventListener(failure, () => tell("other"));
  }

  // The same sentence is not said again at every pause.
  glance.addEventListener("htmx:afterSwap", () => {
    tell("");
    const sentence = glance.querySelector("[data-said]").textContent;
    if (said.textContent !== sentence) said.textContent = sentence;
  });
})();
