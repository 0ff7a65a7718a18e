// Makes the form quicker and kinder where htmx runs; nothing here is needed to read.
(() => {
  "use strict";
  const form = document.getElementById("answers");
  if (!form) return;
  const byId = (id) => document.getElementById(id);
  const said = byId("said");
  const lost = byId("lost");
  const jump = byId("jump");
  const level = form.querySelector(".level");
  let before = null;
  let submitted = false;

  // A restored page would show the answers of whoever sat here before.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(location.pathname);
  });

  // A number without its unit is not wrong while it is still being given.
  const isUnfinished = () => {
    const number = form.elements.vitamin_d_value.value.trim();
    return Boolean(number) !== Boolean(form.elements.vitamin_d_unit.value);
  };
  form.addEventListener("htmx:confirm", (event) => {
    const cause = event.detail.triggeringEvent;
    submitted = cause?.type === "submit";
    if (level.contains(cause?.target) && isUnfinished()) event.preventDefault();
  });
  level.addEventListener("focusout", (event) => {
    const left = event.relatedTarget && !level.contains(event.relatedTarget);
    if (left && isUnfinished()) htmx.trigger(form, "change");
  });
  level.addEventListener("input", () => {
    form.querySelector("[name=vitamin_d][value=measured]").checked = true;
  });

  const cards = () => new Set(
    Array.from(document.querySelectorAll("[data-card]"), (card) => card.dataset.card),
  );
  form.addEventListener("htmx:beforeRequest", () => { before = cards(); });
  // htmx says goodbye to every element it takes away; to one is enough, none has a script.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.shouldSwap) byId("explanation").replaceChildren();
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if ([200, 422].includes(event.detail.xhr.status)) updated();
  });

  function updated() {
    const problem = form.querySelector(".message__error") !== null;
    const sentence = problem ? "problem" : cards().size ? "updated" : "empty";
    lost.hidden = true;
    form.elements.vitamin_d_value.setAttribute("aria-invalid", String(problem));
    jump.hidden = submitted || problem;
    sight.disconnect();
    sight.observe(byId("explanation"));
    mark();
    offer();
    if (submitted) byId("explanation-heading").focus();
    else announce(said.dataset[sentence]);
  }

  function mark() {
    if (!before.size) return;
    for (const card of document.querySelectorAll("[data-card]")) {
      if (before.has(card.dataset.card)) continue;
      const word = document.createElement("span");
      word.className = "mark";
      word.textContent = said.dataset.mark;
      card.classList.add("card--updated");
      card.firstElementChild.append(" ", word);
    }
  }

  // The same sentence twice is only heard twice when the region was empty in between.
  function announce(sentence) {
    said.textContent = "";
    setTimeout(() => { said.textContent = sentence; }, 100);
  }

  // Printing and copying need a script, so their buttons only show where there is one.
  const acts = {
    print: () => print(),
    copy: () => navigator.clipboard.writeText(asText()).then(() => announce(said.dataset.copied)),
  };
  function offer() {
    for (const button of document.querySelectorAll("[data-act]")) {
      button.hidden = button.dataset.act === "copy" && !navigator.clipboard;
    }
  }
  document.addEventListener("click", (event) => acts[event.target.dataset?.act]?.());

  function asText() {
    const lines = [document.title, location.origin];
    for (const part of byId("explanation").querySelectorAll("h2, h3, h4, h5, p, li, dt, dd")) {
      if (part.closest(".acts, .small, .beside, .given__change")) continue;
      if (part.closest(".more:not([open])") && !part.closest(".sources")) continue;
      const words = part.textContent.replace(/\s+/g, " ").trim();
      if (/^H/.test(part.tagName)) lines.push("", words);
      else lines.push(part.tagName === "LI" ? `- ${words}` : words);
    }
    return lines.join("\n");
  }

  offer();
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    form.addEventListener(failure, () => { lost.hidden = false; });
  }
  byId("retry").addEventListener("click", () => htmx.trigger(form, "change"));

  // The way to the explanation is offered only while none of it is in sight.
  const sight = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) jump.hidden = true;
  });
  jump.addEventListener("click", (event) => {
    event.preventDefault();
    jump.hidden = true;
    byId("explanation-heading").focus();
  });
})();
