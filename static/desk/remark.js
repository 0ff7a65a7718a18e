// Keeps what is half written in this tab until it is sent; without it, remarks are sent all the same.
(() => {
  "use strict";
  const SENT = "remark sent";
  const fields = document.querySelectorAll("textarea[data-keep]");
  let store;
  try {
    store = window.sessionStorage;
    store.getItem(SENT);
  } catch {
    return; // The browser keeps nothing for this site.
  }
  const name = (field) => `remark ${field.dataset.keep}`;

  function keep(field) {
    try {
      if (field.value.trim() === field.defaultValue.trim()) store.removeItem(name(field));
      else store.setItem(name(field), field.value);
    } catch {
      // Full: what is typed stays in the form.
    }
  }

  // A page that opens at a new remark or answer says that the last one arrived.
  const sent = JSON.parse(store.getItem(SENT) || "null");
  if (sent && sent.from !== location.hash && /^#(remark|reply)-\d+$/.test(location.hash)) {
    store.removeItem(sent.name);
  }
  store.removeItem(SENT);

  for (const field of fields) {
    const kept = store.getItem(name(field));
    if (kept !== null && kept.trim() !== field.defaultValue.trim()) {
      field.value = kept;
      const more = field.closest("details");
      if (more) more.open = true;
    } else {
      store.removeItem(name(field));
    }
    field.addEventListener("input", () => keep(field));
    field.form.addEventListener("submit", () => {
      store.setItem(SENT, JSON.stringify({ name: name(field), from: location.hash }));
    });
  }
})();
