
// Level and width of a film's grey values, as at a reading room's screen: grey = (value - level) / width + 1/2. Pages work without it.
(() => {
  let made = 0;
  function sliders(figure, details) {
    const id = "em-window-" + ++made;
    const linear = ["R", "G", "B"].map((channel) => `<feFunc${channel} type="linear"/>`).join("");
    details.insertAdjacentHTML(
      "beforeend",
      `<svg width="0" height="0" aria-hidden="true" style="position:absolute"><filter id="${id}" color-interpolation-filters="sRGB">` +
        `<feComponentTransfer>${linear}</feComponentTransfer></filter></svg>`,
    );
    const functions = details.querySelectorAll("feFuncR, feFuncG, feFuncB");

    const films = figure.querySelectorAll(".em-film");
    const range = (name, least, start) => {
      const label = document.createElement("label");
      const input = document.createElement("input");
      const shown = document.createElement("output");
      Object.assign(input, { type: "range", min: least, max: 100, value: start });
      label.append(name, input, shown);
      details.append(label);
      return { input, shown };
    };
    const level = range("level", 0, 50);
    const width = range("width", 1, 100);

    const show = (chosen) => {
      const slope = 100 / width.input.value;
      const intercept = 0.5 - level.input.value / width.input.value;
      for (const f of functions) {
        f.setAttribute("slope", slope);
        f.setAttribute("intercept", intercept);
      }
      level.shown.textContent = level.input.value + " %";
      width.shown.textContent = width.input.value + " %";
      for (const film of films) film.style.filter = chosen ? `url(#${id})` : "";
    };
    level.input.addEventListener("input", () => show(true));
    width.input.addEventListener("input", () => show(true));
    for (const radio of details.querySelectorAll("input[type=radio]")) {
      radio.addEventListener("change", () => {
        level.input.value = 50;
        width.input.value = 100;
        show(false);
      });
    }
    show(false);
  }

  for (const figure of document.querySelectorAll(".em")) {
    const details = figure.querySelector(".em-win");
    details?.addEventListener("toggle", () => sliders(figure, details), { once: true });
  }
})();
