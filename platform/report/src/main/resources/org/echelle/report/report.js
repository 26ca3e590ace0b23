// Sorting and searching of tables, leafing through stacks of samples, and keys. Every page works without it.
//
// The state of a table is in the address: index.html#table=concept-table&q=circle&sort=f1&dir=desc. Without "table" it holds for
// every table that has the column. Keys: "/" searches, left and right turn the pages of features.
"use strict";
(() => {
  const tables = [...document.querySelectorAll("table.sortable")];

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent : cell.dataset.value;
  };

  function compare(a, b, number) {
    if (number) {
      // What has no value comes last, whatever the direction.
      if (a === "" || b === "") return a === b ? 0 : a === "" ? Infinity : -Infinity;
      return Number(a) - Number(b);
    }
    return a.localeCompare(b, "en", { numeric: true, sensitivity: "base" });
  }

  function sort(table, key, descending) {
    const heads = [...table.tHead.rows[0].cells];
    const column = heads.findIndex((head) => head.dataset.key === key);
    if (column < 0) return false;
    const number = heads[column].classList.contains("num");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, at) => ({ row, at, v: value(row, column) }));
    rows.sort((a, b) => {
      const order = compare(a.v, b.v, number);
      const turned = Number.isFinite(order) && descending ? -order : order;
      return turned || a.at - b.at;
    });
    body.append(...rows.map((r) => r.row));
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    return true;
  }

  function search(table, query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    const find = finds.get(table);
    if (find) {
      find.input.value = query;
      find.output.textContent = words.length ? `${shown} of ${table.tBodies[0].rows.length} rows` : "";
    }
  }

  const finds = new Map();

  function remember(table) {
    const sorted = table.querySelector("th[aria-sort]");
    const query = finds.get(table)?.input.value.trim() ?? "";
    const state = new URLSearchParams({ table: table.id });
    if (query) state.set("q", query);
    if (sorted) {
      state.set("sort", sorted.dataset.key);
      state.set("dir", sorted.getAttribute("aria-sort") === "descending" ? "desc" : "asc");
    }
    history.replaceState(null, "", "#" + state);
  }

  function fromAddress() {
    const hash = location.hash.slice(1);
    if (!hash.includes("=")) return;
    const state = new URLSearchParams(hash);
    const only = state.get("table");
    for (const table of tables.filter((t) => !only || t.id === only)) {
      const key = state.get("sort");
      if (key) {
        const head = [...table.tHead.rows[0].cells].find((h) => h.dataset.key === key);
        const usual = head?.classList.contains("num") ? "desc" : "asc";
        sort(table, key, (state.get("dir") ?? usual) === "desc");
      }
      if (finds.has(table) && state.has("q")) search(table, state.get("q"));
    }
    if (only) document.getElementById(only)?.scrollIntoView();
  }

  for (const table of tables) {
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.key.endsWith("-mark")) continue;
      // Not a button element: browsers leave those out where a table's head is repeated on the next printed page.
      const button = document.createElement("span");
      button.className = "sort";
      button.tabIndex = 0;
      button.setAttribute("role", "button");
      button.textContent = head.textContent;
      head.replaceChildren(button);
      const press = () => {
        const now = head.getAttribute("aria-sort");
        const number = head.classList.contains("num");
        sort(table, head.dataset.key, now ? now === "ascending" : number);
        remember(table);
      };
      button.addEventListener("click", press);
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        press();
      });
    }
    if (table.tBodies[0].rows.length > 8) {
      const form = document.createElement("form");
      form.className = "find";
      form.setAttribute("role", "search");
      const label = document.createElement("label");
      label.textContent = "Search";
      const input = document.createElement("input");
      input.type = "search";
      input.id = `find-${table.id}`;
      label.htmlFor = input.id;
      const output = document.createElement("output");
      output.htmlFor = input.id;
      form.append(label, input, output);
      (table.closest(".scroll") ?? table).before(form);
      finds.set(table, { input, output });
      form.addEventListener("submit", (event) => event.preventDefault());
      input.addEventListener("input", () => {
        const query = input.value;
        search(table, query);
        input.value = query;
        remember(table);
      });
    }
  }

  // A strip of pictures by timestep gets a slider that shows one column large.
  for (const course of document.querySelectorAll(".course")) {
    const rows = [...course.querySelectorAll("tbody tr")];
    const times = [...course.querySelectorAll("thead th[scope=col]")].map((th) => th.textContent);
    const player = document.createElement("div");
    player.className = "course-player";
    const panes = rows.map((row) => {
      const figure = document.createElement("figure");
      const image = document.createElement("img");
      const caption = document.createElement("figcaption");
      caption.textContent = row.querySelector("th").textContent;
      figure.append(image, caption);
      player.append(figure);
      return image;
    });
    const label = document.createElement("label");
    const slider = document.createElement("input");
    const output = document.createElement("output");
    slider.type = "range";
    slider.min = 0;
    slider.max = times.length - 1;
    slider.value = times.length - 1;
    label.append("timestep ", slider, output);
    const show = () => {
      const at = Number(slider.value);
      output.textContent = times[at];
      rows.forEach((row, r) => {
        const image = row.querySelectorAll("td img")[at];
        panes[r].src = image.src;
        panes[r].alt = image.alt;
      });
    };
    slider.addEventListener("input", show);
    course.prepend(label, player);
    show();
  }

  addEventListener("hashchange", fromAddress);
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName ?? "")) return;
    if (event.key === "/") {
      const first = [...finds.values()][0];
      if (first) {
        event.preventDefault();
        first.input.focus();
      }
      return;
    }
    // A focused table that scrolls sideways keeps its arrow keys.
    if (event.target.closest?.(".scroll")) return;
    const relation = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = relation && document.querySelector(`nav.pager a[rel=${relation}]`);
    if (link) location.href = link.href;
  });
  fromAddress();
})();

// A stack of samples, such as a volume's slices, is leafed through with a slider, which keys and wheel move, too.
(() => {
  for (const stack of document.querySelectorAll(".stack")) {
    const cards = [...stack.children];
    if (cards.length < 2) continue;
    const label = document.createElement("label");
    const input = document.createElement("input");
    const shown = document.createElement("output");
    Object.assign(input, { type: "range", min: 1, max: cards.length, value: 1 });
    label.className = "leaf";
    label.append("sample ", input, shown);
    stack.before(label);
    const show = () => {
      cards.forEach((card, at) => (card.hidden = at !== input.value - 1));
      shown.textContent = `${input.value} of ${cards.length}`;
    };
    input.addEventListener("input", show);
    stack.addEventListener("wheel", (event) => {
      event.preventDefault();
      input.value = Number(input.value) + Math.sign(event.deltaY);
      show();
    });
    // the strongest first
    const peak = (card) => Number(card.querySelector(".value")?.textContent) || 0;
    input.value = 1 + cards.indexOf(cards.reduce((most, card) => (peak(card) > peak(most) ? card : most)));
    show();
  }
})();
