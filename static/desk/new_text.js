// Keeps a new text in this browser until it is saved; without it, it is saved all the same.
(() => {
  "use strict";
  let store;
  try {
    store = window.localStorage;
    store.getItem("");
  } catch {
    return; // The browser keeps nothing for this site.
  }
  const form = document.querySelector("[data-new-text]");
  if (!form) {
    // Where a save leads, and says so.
    if (document.querySelector(".messagelist")) store.removeItem(document.referrer);
    return;
  }
  const name = location.href.split("#")[0];
  const who = form.dataset.newText;
  const found = document.querySelector("[data-found]");
  const fields = [...form.querySelectorAll(".field :is(input, textarea, select)")];
  const isNew = () => !("sent" in form.dataset)
    && fields.every((one) => one.value === (one.defaultValue ?? one.value));

  form.addEventListener("input", () => {
    const words = Object.fromEntries(fields.map((one) => [one.name, one.value]));
    try {
      if (isNew()) store.removeItem(name);
      else store.setItem(name, JSON.stringify({ who, words }));
    } catch {
      // Full: what is typed stays in the form.
    }
  });

  found.querySelector("button").addEventListener("click", () => {
    store.removeItem(name);
    form.reset();
    found.hidden = true;
    fields[0].focus();
  });

  const kept = JSON.parse(store.getItem(name) || "{}");
  if (kept.who !== who || "sent" in form.dataset) return;
  for (const one of fields) one.value = kept.words[one.name] ?? one.value;
  found.hidden = false;
})();
