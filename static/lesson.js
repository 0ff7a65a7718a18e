// Keys, and one thought a screen while a page is projected. Without it a projected page is large
// and plain, and read by scrolling.
(() => {
  "use strict";
  const body = document.body;
  const main = document.getElementById("main");
  const help = document.getElementById("keys");
  const hasKeys = body.dataset.keys !== "off";
  const isProjected = body.classList.contains("projector");
  const key = (name) => document.querySelector(`[data-key="${name}"]`);
  const isShown = (one) => one.getClientRects().length > 0
    && !one.parentElement.closest("details:not([open])");

  key("help").hidden = false;
  key("help").addEventListener("click", () => help.showModal());

  // A page that was changed in place has another address than the one it came with.
  function follow() {
    for (const link of document.querySelectorAll("[data-with], [data-without]")) {
      const url = new URL(location.href);
      if (link.dataset.without) url.searchParams.delete(link.dataset.without);
      else url.searchParams.set(link.dataset.with, link.dataset.value ?? "1");
      if (link.dataset.key) url.searchParams.delete("step");
      link.href = url;
    }
  }
  document.addEventListener("htmx:afterSwap", () => setTimeout(follow));

  const copy = document.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => {
      const words = document.getElementById(copy.dataset.copy);
      navigator.clipboard.writeText(words.value).then(() => words.select());
    });
  }

  // ---- Steps ----

  const BLOCKS = [
    "[data-step]",
    ".card > .lead, .card > .article, .card > .unsaid, .card > .beyond:not(.comparison, .checked, .lead)",
    ".lesson > .article, .lesson > .beyond",
    ".said, .notice, .given",
  ].join(", ");
  let steps = [];
  let at = 0;

  // A figure and whom it compares are one step; a long text beyond the article is several.
  function partsOf(block) {
    if (block.matches(".article")) {
      const parts = [block];
      while (parts.at(-1).nextElementSibling?.matches(".comparison")) {
        parts.push(parts.at(-1).nextElementSibling);
      }
      return [parts];
    }
    if (block.matches(".guess__ask")) return [[block, main.querySelector(".guess > summary")]];
    if (block.matches(".intro")) return [[block, ...main.querySelectorAll(".story")]];
    if (!block.matches(".card:not(.note) > .beyond, .lesson > .beyond")) return [[block]];
    const parts = [];
    for (const child of block.children) {
      if (/^H\d$/.test(child.tagName)) continue;
      const isList = child.matches("ul, ol") && parts.length;
      if (isList) parts.at(-1).push(child);
      else parts.push([child]);
    }
    return parts;
  }

  function findSteps() {
    body.classList.remove("stepping");
    const found = [...main.querySelectorAll(BLOCKS)].filter(isShown);
    const outer = found.filter((one) => !found.some((other) => other !== one && other.contains(one)));
    steps = outer.flatMap(partsOf);
    body.classList.add("stepping");
  }

  // What a step stands under: in each place around it, the last heading before it.
  function headingBefore(place, one) {
    const heading = "h1, h2, h3, h4, h5, details:not(.guess) > summary";
    return [...place.children].findLast((child) => child.matches(heading)
      && child.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  function show(number, { focus = false } = {}) {
    at = Math.max(0, Math.min(number, steps.length - 1));
    for (const one of main.querySelectorAll(".now, .keep")) one.classList.remove("now", "keep");
    for (const one of steps[at]) {
      one.classList.add("now");
      for (let place = one.parentElement; place !== main; place = place.parentElement) {
        headingBefore(place, one)?.classList.add("keep");
      }
    }
    document.querySelector("[data-at]").textContent = `${at + 1} / ${steps.length}`;
    const url = new URL(location.href);
    url.searchParams.set("step", at + 1);
    history.replaceState(null, "", url);
    follow();
    scrollTo(0, 0);
    if (focus) {
      steps[at][0].tabIndex = -1;
      steps[at][0].focus({ preventScroll: true });
    }
  }

  function go(by) {
    const closed = steps[at].at(-1).closest(".guess:not([open])");
    if (closed && by > 0) {
      closed.open = true;
      return;
    }
    const beyond = at + by < 0 || at + by >= steps.length;
    if (!beyond) show(at + by, { focus: true });
    else document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
  }

  if (isProjected) {
    findSteps();
    show(Number(new URL(location.href).searchParams.get("step") ?? 1) - 1 || 0);
    for (const button of document.querySelectorAll("[data-go]")) {
      button.hidden = false;
      button.addEventListener("click", () => go(Number(button.dataset.go)));
    }
    const again = (selector) => {
      findSteps();
      const first = steps.findIndex((parts) => parts[0].matches(selector));
      show(first < 0 ? at : first);
    };
    document.addEventListener("htmx:afterSwap", () => setTimeout(() => again(".changes")));
    main.addEventListener("toggle", (event) => {
      if (event.target.matches(".guess[open]")) again(".guess .card > *");
    }, true);
  }

  // ---- Keys ----

  const acts = {
    p: () => (key("project") ?? key("leave")).click(),
    "?": () => help.showModal(),
    Escape: () => key("leave")?.click(),
  };
  const moves = {
    ArrowRight: () => go(1),
    PageDown: () => go(1),
    ArrowLeft: () => go(-1),
    PageUp: () => go(-1),
    Home: () => show(0, { focus: true }),
    End: () => show(steps.length - 1, { focus: true }),
  };
  document.addEventListener("keydown", (event) => {
    const isOurs = !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented);
    const isTyping = event.target.closest("input, select, textarea, [contenteditable], dialog");
    if (!hasKeys || !isOurs || isTyping) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = acts[name] ?? (isProjected ? moves[name] : undefined);
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
