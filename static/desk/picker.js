// Offers the sources after "[@" in a field of prose, and texts by their titles in a field that names
// some, one a line; without it, keys are typed.
(() => {
  "use strict";
  const names = JSON.parse(document.getElementById("names").textContent);
  const LINE = /(?:^|\n)([^\n]{1,60})$/;
  const OPEN = /\[(?:@[^[\];@\n]*;\s*)*@([^[\];@\n]{0,40})$/;
  const IN_SIGHT = 5;
  const list = document.createElement("ul");
  list.id = "cites";
  list.className = "cites";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Texts that can be named");
  let field = null;
  let query = "";
  let matches = [];
  let active = 0;
  let inserting = false;

  function close() {
    list.remove();
    for (const name of ["autocomplete", "haspopup", "controls", "activedescendant"]) {
      field?.removeAttribute(`aria-${name}`);
    }
    field = null;
  }

  function matching(words, texts) {
    const sought = words.trim().toLowerCase();
    // A key or a name that begins so, then a word of it that does, then the rest.
    const rank = ([key, short]) => {
      const name = short.toLowerCase();
      if (key.toLowerCase().startsWith(sought) || name.startsWith(sought)) return 0;
      if (name.split(/[^\p{L}\p{N}]+/u).some((word) => word === sought)) return 1;
      if (` ${name}`.includes(` ${sought}`)) return 2;
      return `${key} ${name}`.toLowerCase().includes(sought) ? 3 : 4;
    };
    return texts.filter((one) => rank(one) < 4).sort((a, b) => rank(a) - rank(b));
  }

  function optionOf([key, short, reference], at) {
    const option = document.createElement("li");
    option.id = `cite-${key}`;
    option.dataset.at = at;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(at === active));
    option.setAttribute("aria-posinset", at + 1);
    option.setAttribute("aria-setsize", matches.length);
    const name = document.createElement("strong");
    name.textContent = `${key} ${short}`;
    option.append(name, ` ${reference}`);
    return option;
  }

  // A few of them around the one to be chosen: nothing has to be scrolled.
  function choose(at) {
    active = (at + matches.length) % matches.length;
    const first = Math.max(0, Math.min(active - 2, matches.length - IN_SIGHT));
    const seen = matches.slice(first, first + IN_SIGHT);
    list.replaceChildren(...seen.map((one, index) => optionOf(one, first + index)));
    field.setAttribute("aria-activedescendant", `cite-${matches[active][0]}`);
  }

  function offer(area) {
    const kind = area.dataset.names;
    const found = (kind ? LINE : OPEN).exec(area.value.slice(0, area.selectionEnd));
    const isOpen = found && area.selectionStart === area.selectionEnd;
    matches = isOpen ? matching(found[1], names[kind || "sources"]) : [];
    if (!matches.length) return close();
    if (field !== area) close();
    field = area;
    query = found[1];
    if (!list.isConnected) area.after(list);
    list.style.insetBlockStart = `${area.offsetTop + area.offsetHeight}px`;
    // A textarea may have no other role: what it controls says the rest.
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-controls", list.id);
    choose(0);
    list.scrollIntoView({ block: "nearest" });
  }

  // The browser's own way to insert: it can be undone. What it inserts asks for nothing more.
  function insert() {
    const [key] = matches[active];
    const area = field;
    const caret = area.selectionEnd;
    const isClosed = area.dataset.names || /^[^[\n]*\]/.test(area.value.slice(caret));
    close();
    area.setSelectionRange(caret - query.length, caret);
    inserting = true;
    document.execCommand("insertText", false, isClosed ? key : `${key}]`);
    inserting = false;
  }

  document.addEventListener("input", ({ target }) => {
    if (!inserting && target.matches("[data-names]")) offer(target);
  });
  document.addEventListener("keydown", (event) => {
    if (!field || event.target !== field || event.isComposing) return;
    const acts = {
      ArrowDown: () => choose(active + 1),
      ArrowUp: () => choose(active - 1),
      Enter: insert,
      Escape: close,
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    active = Number(target.closest("li").dataset.at);
    insert();
  });
  document.addEventListener("focusout", ({ target }) => {
    if (target === field) close();
  });
})();
