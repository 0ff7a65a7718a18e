// Says what became of the draft, and puts what was found at its field; without it, texts are
// written and saved all the same.
(() => {
  "use strict";
  // htmx notes the address for a history it does not keep here. Where nothing may be stored, reading
  // the storage throws.
  try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* Nothing is there. */ }

  const glance = document.getElementById("glance");
  const form = document.getElementById("entry_form");
  if (!glance || !form) return;
  const said = document.getElementById("writing-said");
  const lost = document.getElementById("writing-lost");
  const back = document.querySelector(".writing__back a");
  let typed = 0;
  let sending = 0;
  let kept = 0;

  function tell(status) {
    for (const sentence of lost.children) sentence.hidden = sentence.dataset.status !== status;
  }

  function place() {
    for (const note of document.getElementById("notes")?.content.children ?? []) {
      const spot = document.querySelector(`[data-place="${note.dataset.for}"]`);
      if (!spot || spot.innerHTML === note.innerHTML) continue;
      spot.innerHTML = note.innerHTML;
    }
    for (const note of document.getElementById("notes")?.content.querySelectorAll("div") ?? []) {
      const field = form.elements[note.dataset.for.slice("about_".length)];
      if ("invalid" in note.dataset) field?.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
    }
  }

  form.addEventListener("input", () => {
    typed += 1;
    document.querySelector(".messagelist")?.classList.add("messagelist--past");
  });
  form.addEventListener("focusin", ({ target }) => {
    if (!target.id.startsWith("id_")) return;
    form.elements.at.value = target.name;
    back.hash = target.id;
  });

  // Whoever comes from a search finds the words marked where they stand. Marks of Markdown, sources,
  // addresses and line ends may stand between them.
  const sought = new URLSearchParams(location.search).get("find");
  const field = document.getElementById(location.hash.slice(1));
  if (sought && field && form.contains(field)) {
    const words = sought.match(/[\p{L}\p{N}]+/gu) ?? [];
    const between = "(?:\\[@[^\\]]*\\]|\\]\\([^)]*\\)|[^\\p{L}\\p{N}])+";
    const found = new RegExp(words.join(between), "iu").exec(field.value);
    history.replaceState(null, "", location.pathname + location.hash);
    if (found) field.setSelectionRange?.(found.index, found.index + found[0].length);
    field.focus();
  }

  glance.addEventListener("htmx:beforeRequest", (event) => {
    // While a source is being chosen, half of its name stands in the field.
    if (document.getElementById("cites")) event.preventDefault();
    else sending = typed;
  });
  glance.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    tell([401, 403].includes(status) ? String(status) : "other");
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    glance.addEventListener(failure, () => tell("other"));
  }

  // A reason that is being written outlives the pause, and so does the place in the findings.
  const reasons = new Map();
  const findings = () => glance.querySelector(".glance__found");
  let scrolled = 0;
  const dismissals = () => [...glance.querySelectorAll(".dismiss")];
  const adviceOf = (one) => one.querySelector("[type=hidden]").value;
  glance.addEventListener("htmx:beforeSwap", () => {
    scrolled = findings().scrollTop;
    reasons.clear();
    for (const one of dismissals().filter(({ open }) => open)) {
      const words = one.querySelector("textarea");
      reasons.set(adviceOf(one), [words.value, words === document.activeElement]);
    }
  });

  // The same sentence is not said again at every pause.
  glance.addEventListener("htmx:afterSwap", () => {
    kept = sending;
    tell("");
    place();
    findings().scrollTop = scrolled;
    for (const one of dismissals().filter((one) => reasons.has(adviceOf(one)))) {
      const words = one.querySelector("textarea");
      const [value, isFocused] = reasons.get(adviceOf(one));
      one.open = true;
      words.value = value;
      if (isFocused) words.focus();
    }
    if (document.activeElement === document.body) glance.focus({ preventScroll: true });
    // What keeps a text from going live is not left under the bar of Save.
    document.querySelector(`#about_${document.activeElement.name} .note--blocks`)
      ?.scrollIntoView({ block: "nearest" });
    const sentence = glance.querySelector("[data-said]").textContent;
    if (said.textContent !== sentence) said.textContent = sentence;
  });

  // Nor is who else has the text open.
  document.querySelector(".writing__others").addEventListener("htmx:beforeSwap", ({ detail, target }) => {
    detail.shouldSwap &&= target.innerHTML.trim() !== detail.serverResponse.trim();
  });

  // A tab that is closed sends what no pause has sent yet.
  addEventListener("pagehide", () => {
    if (typed !== kept) navigator.sendBeacon(glance.dataset.hxPost, new FormData(form));
  });
  // A page that comes back from the browser's memory may have been saved: it is another one now.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) form.elements.form_id.value = `${Date.now()}${Math.random()}`.replace(".", "-");
  });
})();
