// Keys, and one thought a screen while a page is projected. Without it a projected page is large
// and plain, and read by scrolling.
(() => {
  "use strict";
  // htmx notes the address for a history it does not keep here. Where nothing may be stored, reading
  // the storage throws.
  function forget() {
    try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* Nothing is there. */ }
  }
  forget();
  document.addEventListener("htmx:afterSettle", forget);

  const body = document.body;
  const main = document.getElementById("main");
  const help = document.getElementById("keys");
  const hasKeys = body.dataset.keys !== "off";
  const isProjected = body.classList.contains("projector");
  const key = (name) => document.querySelector(`[data-key="${name}"]`);
  const isShown = (one) => one.getClientRects().length > 0
    && !one.parentElement.closest("details:not([open])");

  for (const [name, act] of [["help", () => help.showModal()], ["print", () => print()]]) {
    if (!key(name)) continue;
    key(name).hidden = false;
    key(name).addEventListener("click", act);
  }

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
  let whenShown = null;

  // A figure and whom it compares are one step; a long text beyond the article is several.
  function partsOf(block) {
    if (block.matches(".article")) {
      const parts = [block];
      while (parts.at(-1).nextElementSibling?.matches(".comparison")) {
        parts.push(parts.at(-1).nextElementSibling);
      }
      return [parts, ...parts.flatMap((one) => [...one.querySelectorAll(":scope > .counts")].map((counts) => [counts]))];
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
    // What waits for a guess counts from the start, so that the total stays.
    const waiting = [...main.querySelectorAll(".guess:not([open])")];
    for (const one of waiting) one.open = true;
    const found = [...main.querySelectorAll(BLOCKS)].filter(isShown);
    const outer = found.filter((one) => !found.some((other) => other !== one && other.contains(one)));
    steps = outer.flatMap(partsOf);
    for (const one of waiting) one.open = false;
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
    const waiting = steps[at][0].closest(".guess:not([open])");
    if (waiting) waiting.open = true;
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
    whenShown?.();
    if (focus) {
      steps[at][0].tabIndex = -1;
      steps[at][0].focus({ preventScroll: true });
    }
  }

  function go(by) {
    const closed = steps[at].at(-1).closest(".guess:not([open])")
      ?? steps[at][0].querySelector(".guess:not([open])");
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
      const guess = event.target;
      if (!guess.matches(".guess[open]") || guess.contains(steps[at][0])) return;
      const first = steps.findIndex(([one]) => guess.contains(one) && one.closest(".card"));
      if (first >= 0) show(first);
    }, true);
  }

  // ---- Hands: the class guesses. The counts are on this page and nowhere else. ----

  const counts = (block) => [...block.querySelectorAll("input")].map((one) => Number(one.value) || 0);
  const ofQuestion = (block) => [...document.querySelectorAll("[data-hands]")]
    .filter((one) => one.dataset.hands === block.dataset.hands);
  const before = new Map();

  function drawHands(block) {
    const now = counts(block);
    const then = before.get(block) ?? [];
    const most = Math.max(1, ...now, ...then);
    for (const [name, values] of [["before", then], ["now", now]]) {
      for (const [at, bar] of block.querySelectorAll(`.hands__${name}`).entries()) {
        bar.hidden = values.length === 0;
        bar.max = most;
        bar.value = values[at] ?? 0;
        bar.title = String(bar.value);
      }
    }
    for (const [at, said] of block.querySelectorAll(".hands__then").entries()) {
      said.textContent = then.length ? `${said.dataset.before} ${then[at]}` : "";
    }
  }
  function readyHands() {
    for (const one of document.querySelectorAll(".hands__count, .hands__tools")) one.hidden = false;
  }
  readyHands();
  document.addEventListener("htmx:afterSwap", () => setTimeout(readyHands));
  document.addEventListener("focusin", (event) => {
    if (event.target.closest("[data-hands] input")) event.target.select();
  });
  document.addEventListener("input", (event) => {
    const block = event.target.closest("[data-hands]");
    if (!block) return;
    const all = ofQuestion(block);
    for (const later of all.slice(all.indexOf(block) + 1)) before.set(later, counts(block));
    for (const one of all) drawHands(one);
  });
  document.addEventListener("click", (event) => {
    const block = event.target.closest("[data-hands]");
    const field = event.target.closest("[data-hand]")?.previousElementSibling;
    if (field) {
      field.stepUp();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (event.target.closest("[data-again]")) {
      before.set(block, counts(block));
      for (const one of block.querySelectorAll("input")) one.value = 0;
      drawHands(block);
    }
  });

  // ---- The teacher's notes follow the lesson in the same browser; nothing leaves it. ----

  const follower = document.querySelector("[data-follows]");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("lesson") : null;
  const isSlides = isProjected && main.querySelector("[data-slide]");
  function tellPlace() {
    if (isSlides) channel?.postMessage({ lesson: location.pathname, at, of: steps.length });
  }
  channel?.addEventListener("message", ({ data }) => {
    if (isSlides && data.turn && data.lesson === location.pathname) go(data.turn);
    if (isSlides && data.hello) tellPlace();
    if (follower && data.of && data.lesson === follower.dataset.follows) followPlace(data);
  });
  function followPlace({ at: place, of }) {
    const notes = follower.querySelectorAll(".spoken > li");
    for (const [number, one] of notes.entries()) one.classList.toggle("spoken__now", number === place);
    follower.querySelector(".bar").hidden = false;
    follower.querySelector("[data-at]").textContent = `${place + 1} / ${of}`;
    notes[place]?.scrollIntoView({ block: "center" });
  }
  if (follower) {
    const turn = (by) => channel?.postMessage({ lesson: follower.dataset.follows, turn: by });
    channel?.postMessage({ hello: true });
    for (const button of follower.querySelectorAll("[data-turn]")) {
      button.addEventListener("click", () => turn(Number(button.dataset.turn)));
    }
    document.addEventListener("keydown", (event) => {
      if (!hasKeys || event.target.closest("input, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
      const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
      if (!by || follower.querySelector(".bar").hidden) return;
      event.preventDefault();
      turn(by);
    });
  }
  whenShown = tellPlace;
  tellPlace();

  // ---- Keys ----

  const code = document.getElementById("code");
  const showCode = () => { if (code.open) code.close(); else code.showModal(); };
  if (code) {
    key("code").addEventListener("click", (event) => {
      event.preventDefault();
      showCode();
    });
  }
  const acts = {
    q: () => { if (code) showCode(); else key("code")?.click(); },
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
  // On a keyboard of another script, or while words are composed, a key is known by its place.
  function nameOf({ key, code }) {
    const isElsewhere = /^([^ -:<-~]|Dead|Process|Unidentified)$/.test(key);
    const name = isElsewhere ? code.replace("Key", "").replace("Slash", "?") : key;
    return name.length === 1 ? name.toLowerCase() : name;
  }
  document.addEventListener("keydown", (event) => {
    const isOurs = !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented);
    const name = nameOf(event);
    const isTyping = event.target.closest("input, select, textarea, [contenteditable], dialog");
    // A count takes digits; the keys of a clicker, and Enter, are done with it.
    const isCounted = event.target.closest("[data-hands] input") && /^(Page|Enter|Escape)/.test(name);
    if (isCounted) event.target.blur();
    if (!hasKeys || !isOurs || (isTyping && !isCounted && !(name === "q" && code?.open))) return;
    const act = acts[name] ?? (isProjected ? moves[name] : undefined);
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
