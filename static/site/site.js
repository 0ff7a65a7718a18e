// Makes the form quicker and kinder where htmx runs; nothing here is needed to read.
(() => {
  "use strict";
  // htmx notes the address for a history it does not keep here. Where nothing may be stored, reading
  // the storage throws.
  try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* Nothing is there. */ }

  const form = document.getElementById("answers");
  if (!form) return;
  const byId = (id) => document.getElementById(id);
  const [said, lost, acted] = ["said", "lost", "acted"].map(byId);
  const level = form.querySelector(".level");
  const questions = [...form.querySelectorAll("[data-factor]")];
  const place = (question) => byId(`${question.dataset.factor}-place`);

  // A restored page would show the answers of whoever sat here before.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(location.pathname);
  });
  for (const one of document.querySelectorAll(".go")) one.hidden = true;

  // ---- What is asked for, and when ----

  const fields = (question) => JSON.stringify(
    [...new FormData(form)].filter(([name]) => name.startsWith(question.dataset.factor)),
  );
  let explained = new Map(questions.map((one) => [one, fields(one)]));
  let sent = explained;
  let submitted = false;
  const unlike = (other) => questions.filter((one) => other.get(one) !== explained.get(one));

  // Nothing is asked for, moved or replaced between press and release: the press would be lost.
  let isPressed = false;
  let waiting = null;
  addEventListener("pointerdown", () => { isPressed = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      isPressed = false;
      setTimeout(() => {
        waiting?.();
        waiting = null;
      });
    }, true);
  }
  const onRelease = (act) => {
    if (isPressed) waiting = act;
    else act();
  };

  // A number without its unit is not wrong while it is still being given.
  const isUnfinished = () => {
    const number = form.elements.vitamin_d_value.value.trim();
    return Boolean(number) !== Boolean(form.elements.vitamin_d_unit.value);
  };
  form.addEventListener("htmx:confirm", (event) => {
    const cause = event.detail.triggeringEvent;
    event.preventDefault();
    submitted = cause?.type === "submit";
    if (isUnfinished() && level.contains(submitted ? document.activeElement : cause?.target)) {
      const { vitamin_d_value: number, vitamin_d_unit: unit } = form.elements;
      if (submitted) (number.value.trim() ? unit[0] : number).focus();
      return;
    }
    onRelease(() => event.detail.issueRequest(true));
  });
  level.addEventListener("focusout", (event) => {
    const left = event.relatedTarget && !level.contains(event.relatedTarget);
    if (left && isUnfinished()) htmx.trigger(form, "change");
  });
  level.addEventListener("input", () => {
    form.querySelector("[name=vitamin_d][value=measured]").checked = true;
  });
  form.addEventListener("htmx:beforeRequest", () => {
    sent = new Map(questions.map((one) => [one, fields(one)]));
    for (const one of questions) {
      place(one).classList.toggle("place--waiting", sent.get(one) !== explained.get(one));
    }
  });

  // ---- What comes ----

  let focus = null;
  form.addEventListener("htmx:beforeSwap", (event) => {
    if (!isPressed) return;
    event.detail.shouldSwap = false;
    waiting = () => htmx.trigger(form, "change");
  });
  // A block that says the same is not touched: what was opened in it stays open.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    event.detail.shouldSwap = target.textContent !== fragment.textContent;
    if (event.detail.shouldSwap && target.contains(document.activeElement)) focus = target.id;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if ([200, 422].includes(event.detail.xhr.status) && !waiting) updated();
  });

  function updated() {
    const changed = unlike(sent);
    const isProblem = form.querySelector(".message__error") !== null;
    if (lost.contains(document.activeElement)) focus = lost.dataset.of;
    explained = sent;
    lost.hidden = true;
    for (const one of questions) {
      place(one).classList.remove("place--waiting", "place--lost");
      place(one).classList.toggle("place--new", changed.includes(one));
    }
    form.elements.vitamin_d_value.setAttribute("aria-invalid", String(isProblem));
    if (focus) focusOn(byId(focus));
    else if (changed.length) reveal(changed.at(-1));
    focus = null;
    announce(said.dataset[isProblem ? "problem" : "updated"]);
  }

  function focusOn(block) {
    const target = block.querySelector(".card") ?? block;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  // Two lines of the card are in sight, and the chosen answer stays there.
  function reveal(question) {
    const chosen = question.querySelector(":checked")?.closest(".option") ?? question;
    const wanted = place(question).getBoundingClientRect().top + 110 - innerHeight;
    const most = chosen.getBoundingClientRect().top - 8;
    const by = Math.min(wanted, most);
    if (by > 0) scrollBy({ top: by, behavior: "instant" });
  }

  // What could not be had is not shown for an answer that it does not fit.
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    form.addEventListener(failure, () => {
      const now = new Map(questions.map((one) => [one, fields(one)]));
      const changed = unlike(now);
      for (const one of questions) {
        place(one).classList.remove("place--waiting");
        place(one).classList.toggle("place--lost", changed.includes(one));
      }
      const last = place(changed.at(-1) ?? questions.at(-1));
      lost.dataset.of = last.id;
      last.before(lost);
      lost.hidden = false;
    });
  }
  byId("retry").addEventListener("click", () => htmx.trigger(form, "change"));

  // Only the last of several quick changes is said, and the same sentence is heard again.
  let saying = 0;
  function announce(sentence) {
    clearTimeout(saying);
    said.textContent = "";
    saying = setTimeout(() => { said.textContent = sentence; }, 500);
  }

  // ---- Printing, copying, opening: they need a script, so their buttons only show here. ----

  const tell = (name) => { acted.textContent = acted.dataset[name]; };
  const acts = {
    print: () => print(),
    copy: () => navigator.clipboard.writeText(asText()).then(() => tell("copied"), () => tell("refused")),
    open: () => { for (const one of document.querySelectorAll("main details")) one.open = true; },
  };
  for (const button of document.querySelectorAll("[data-act]")) {
    button.hidden = button.dataset.act === "copy" && !navigator.clipboard;
  }
  document.addEventListener("click", (event) => {
    acts[event.target.closest?.("[data-act]")?.dataset.act]?.();
  });

  function asText() {
    const lines = [document.title, location.origin + location.pathname];
    const all = ".opening, .place .card, #together, .turn, #edition";
    for (const block of document.querySelectorAll(all)) {
      const question = block.closest(".row")?.querySelector("[data-factor]");
      const chosen = question?.querySelector(".option:has(:checked) > span > span");
      if (chosen) lines.push("", `${question.querySelector("legend").textContent} ${chosen.textContent}`);
      for (const part of block.querySelectorAll("h2, h3, h4, h5, p, li, tr, figcaption")) {
        if (part.closest(".acts, .small, .beside, .handout, .section, .pairs, #acted")) continue;
        if (part.closest("details:not([open]):has(> summary :is(h3, h4))") || part.querySelector("p, li")) continue;
        if (part.closest("details:not([open])") && !part.closest(".sources, summary")) continue;
        lines.push(...asLine(part));
      }
    }
    return lines.join("\n");
  }

  function asLine(part) {
    const copy = part.cloneNode(true);
    for (const one of copy.querySelectorAll(".visually-hidden, .handout")) one.remove();
    for (const cell of copy.querySelectorAll("th, td")) cell.append("; ");
    for (const mark of copy.querySelectorAll("sup")) mark.replaceWith(` [${mark.textContent.trim()}]`);
    for (const link of part.closest(".turn") ? copy.querySelectorAll("a") : []) link.append(` (${link.href})`);
    const words = copy.textContent.replace(/\s+/g, " ").replace(/; $/, "").trim();
    if (!words) return [];
    if (/^H/.test(part.tagName)) return ["", words];
    return [part.tagName === "LI" ? `- ${words}` : words];
  }
})();
