"use strict";
// What a point is made of, as LiveTraining.row writes it.
const STEP = 0, ROWS = 1, LOSS = 2, FVU = 3, L0 = 4, DEAD = 5, DENSE = 6, RATE = 7, SPEED = 8;
const CHARTS = [
  { at: FVU, name: "FVU", says: "share of variance unexplained", logs: true },
  { at: L0, name: "L0", says: "active features a row", target: true },
  { at: LOSS, name: "loss", says: "as it is minimised", logs: true },
  { at: DEAD, name: "dead", says: "share of features that never fire", percent: true },
  { at: DENSE, name: "dense", says: "firing on over 10 % of rows", percent: true, optional: true },
  { at: RATE, name: "learning rate", says: "" },
  { at: SPEED, name: "rows a second", says: "speed" },
];
const SVG = "http://www.w3.org/2000/svg";
const find = (id) => document.getElementById(id);
const trainings = new Map();
let shown = -1;      // id of the training on the page
let chosen = false;  // by a person: then a new training does not push it away
let cursor = -1;     // index of the point that is read, -1 for the newest
let lost = null;     // timer: the process has not answered for a while
let gone = false;

// ---- figures

function figure(v) {
  if (v === null || v === undefined) return "–";
  const size = Math.abs(v);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return v.toExponential(1).replace("-", "−");
  const digits = size === 0 ? 0 : Math.max(0, Math.min(5, 2 - Math.floor(Math.log10(size))));
  return v.toLocaleString("en", { maximumFractionDigits: digits }).replace("-", "−");
}
function short(v) {
  const size = Math.abs(v);
  if (size >= 1e9) return figure(v / 1e9) + "G";
  if (size >= 1e6) return figure(v / 1e6) + "M";
  if (size >= 1e4) return figure(v / 1e3) + "k";
  return figure(v);
}
const count = (n) => n.toLocaleString("en");
const percent = (v) => v === null ? "–" : figure(100 * v) + " %";
const wording = (chart, v) => chart.percent ? percent(v) : chart.at === SPEED && v !== null ? count(Math.round(v)) : figure(v);
function time(seconds) {
  if (seconds >= 3600) return Math.floor(seconds / 3600) + " h " + Math.floor(seconds % 3600 / 60) + " min";
  if (seconds >= 60) return Math.floor(seconds / 60) + " min " + Math.floor(seconds % 60) + " s";
  return Math.max(0, Math.round(seconds)) + " s";
}

// ---- elements

function make(tag, attributes, text) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes || {})) e.setAttribute(k, v);
  if (text !== undefined) e.textContent = text;
  return e;
}
function draw(parent, tag, attributes, text) {
  const e = document.createElementNS(SVG, tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  if (text !== undefined) e.textContent = text;
  parent.appendChild(e);
  return e;
}
// Texts that do not change are not written again, so that nothing is read aloud twice.
function write(e, text) { if (e.textContent !== text) e.textContent = text; }

// ---- charts

for (const chart of CHARTS) {
  const box = make("figure");
  const caption = make("figcaption");
  const name = make("span", { class: "name" });
  name.append(make("b", {}, chart.name), chart.says ? ", " + chart.says : "");
  const right = make("span");
  chart.when = make("span", { class: "at" });
  chart.now = make("span", { class: "now" }, "–");
  right.append(chart.when, chart.now);
  caption.append(name, right);
  chart.plot = make("div", { class: "plot", tabindex: "0", role: "slider", "aria-label": chart.name,
    "aria-orientation": "horizontal", "aria-valuemin": "0", "aria-valuemax": "0", "aria-valuenow": "0", "aria-valuetext": "no points yet" });
  chart.svg = document.createElementNS(SVG, "svg");
  chart.svg.setAttribute("aria-hidden", "true");
  chart.plot.appendChild(chart.svg);
  box.append(caption, chart.plot);
  chart.box = box;
  find("charts").appendChild(box);
  chart.plot.addEventListener("pointermove", (e) => point(chart, e));
  chart.plot.addEventListener("pointerdown", (e) => point(chart, e));
  chart.plot.addEventListener("pointerleave", () => read(-1));
  chart.plot.addEventListener("blur", () => read(-1));
  chart.plot.addEventListener("keydown", (e) => key(e));
}

function ticks(low, high, wanted) {
  const raw = (high - low) / wanted;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * unit).find((s) => s >= raw);
  const all = [];
  for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step) all.push(Math.abs(v) < step * 1e-9 ? 0 : v);
  return all;
}
function logTicks(low, high) {
  const all = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    for (const m of [1, 2, 5]) { const v = m * 10 ** e; if (v >= low * 0.999 && v <= high * 1.001) all.push(v); }
  }
  return all.length > 5 ? all.filter((v) => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-6) : all;
}

// Lowest and highest value of each pixel column are enough: nothing that stands out is lost.
function thin(points, at, x) {
  const kept = [];
  let column = null;
  for (const p of points) {
    if (p[at] === null) continue;
    const c = Math.round(x(p[STEP]));
    if (column === null || c !== column.c) {
      if (column) kept.push(...column.points());
      column = { c, low: p, high: p, last: p, points() { return [...new Set([this.low, this.high, this.last])].sort((a, b) => a[STEP] - b[STEP]); } };
    } else {
      if (p[at] < column.low[at]) column.low = p;
      if (p[at] > column.high[at]) column.high = p;
      column.last = p;
    }
  }
  if (column) kept.push(...column.points());
  return kept;
}

function paint(chart, t) {
  const values = t.points.map((p) => p[chart.at]).filter((v) => v !== null);
  chart.box.hidden = Boolean(chart.optional) && values.length === 0;
  const svg = chart.svg;
  svg.replaceChildren();
  if (chart.box.hidden) return;
  const width = Math.max(200, chart.plot.clientWidth), height = 176;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const left = 44, right = width - 8, top = 10, bottom = height - 22;
  const positive = values.filter((v) => v > 0);
  const log = Boolean(chart.logs) && find("log").checked && positive.length > 0;
  let high = Math.max(...(log ? positive : values), chart.target && t.target !== null ? t.target : 0);
  if (!Number.isFinite(high) || high <= 0) high = 1;
  let low = log ? Math.min(...positive) : 0;
  if (log && low >= high) low = high / 10;
  high = log ? high * 1.1 : chart.percent ? Math.max(0.01, Math.min(1, high * 1.15)) : high * 1.12;
  const end = Math.max(t.steps, t.points.length ? t.points[t.points.length - 1][STEP] : 1, 1);
  const x = (s) => left + (right - left) * s / end;
  const scale = log ? (v) => (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low)) : (v) => v / high;
  const y = (v) => bottom - (bottom - top) * Math.max(0, Math.min(1, scale(log ? Math.max(v, low) : v)));
  chart.x = x;
  for (const v of log ? logTicks(low, high) : ticks(0, high, 4)) {
    draw(svg, "line", { class: "grid", x1: left, x2: right, y1: y(v), y2: y(v) });
    draw(svg, "text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, chart.percent ? figure(100 * v) + " %" : short(v));
  }
  for (const s of ticks(0, end, width > 300 ? 4 : 2)) {
    draw(svg, "line", { class: "axis", x1: x(s), x2: x(s), y1: bottom, y2: bottom + 4 });
    draw(svg, "text", { x: x(s), y: bottom + 17, "text-anchor": x(s) > right - 16 ? "end" : s === 0 ? "start" : "middle" }, short(s) + (s === 0 ? " steps" : ""));
  }
  draw(svg, "line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom });
  if (chart.target && t.target !== null) {
    draw(svg, "line", { class: "target", x1: left, x2: right, y1: y(t.target), y2: y(t.target) });
    draw(svg, "text", { class: "target-word", x: right, y: y(t.target) + (y(t.target) > 34 ? 16 : -6) * 1, "text-anchor": "end" }, "target " + figure(t.target));
  }
  const line = thin(t.points, chart.at, x);
  if (line.length) {
    const path = line.map((p, i) => (i ? "L" : "M") + x(p[STEP]).toFixed(1) + " " + y(p[chart.at]).toFixed(1)).join("");
    draw(svg, "path", { class: "under", d: path + `L${x(line[line.length - 1][STEP]).toFixed(1)} ${bottom}L${x(line[0][STEP]).toFixed(1)} ${bottom}Z` });
    draw(svg, "path", { class: "curve", d: path });
  }
  const i = cursor >= 0 ? Math.min(cursor, t.points.length - 1) : t.points.length - 1;
  const p = t.points[i];
  if (p && cursor >= 0) draw(svg, "line", { class: "cursor", x1: x(p[STEP]), x2: x(p[STEP]), y1: top, y2: bottom });
  if (p && p[chart.at] !== null) draw(svg, "circle", { class: "dot", cx: x(p[STEP]), cy: y(p[chart.at]), r: 3.5 });
  write(chart.now, p ? wording(chart, p[chart.at]) : "–");
  write(chart.when, p && cursor >= 0 ? "at step " + count(p[STEP]) : "");
  chart.plot.setAttribute("aria-valuemax", String(Math.max(0, t.points.length - 1)));
  chart.plot.setAttribute("aria-valuenow", String(Math.max(0, i)));
  chart.plot.setAttribute("aria-valuetext", p ? wording(chart, p[chart.at]) + " at step " + count(p[STEP]) : "no points yet");
}

function point(chart, e) {
  const t = trainings.get(shown);
  if (!t || !t.points.length || !chart.x) return;
  const box = chart.plot.getBoundingClientRect();
  const at = (e.clientX - box.left) * Math.max(200, chart.plot.clientWidth) / box.width;
  let best = 0;
  t.points.forEach((p, i) => { if (Math.abs(chart.x(p[STEP]) - at) < Math.abs(chart.x(t.points[best][STEP]) - at)) best = i; });
  read(best);
}
function key(e) {
  const t = trainings.get(shown);
  if (!t || !t.points.length) return;
  const last = t.points.length - 1, from = cursor < 0 ? last : cursor, page = Math.max(1, Math.round(last / 10));
  const to = { ArrowLeft: from - 1, ArrowRight: from + 1, ArrowDown: from - 1, ArrowUp: from + 1, PageDown: from - page, PageUp: from + page, Home: 0, End: last, Escape: -1 }[e.key];
  if (to === undefined) return;
  e.preventDefault();
  read(e.key === "Escape" ? -1 : Math.max(0, Math.min(last, to)));
}
function read(i) { if (cursor !== i) { cursor = i; later(); } }

// ---- the rest of the page

const DONE = { done: "Training is done.", stopped: "Training was stopped.", failed: "Training failed." };

function status(t) {
  const p = t.points[t.points.length - 1];
  find("mark").className = "mark " + t.state;
  const words = t.state === "training" ? (p ? "Training" : "Preparing: the first point comes after a few steps") + "." : DONE[t.state] + (t.message ? " " + t.message : "");
  write(find("state-text"), words);
  find("bar").hidden = false;
  const step = p ? p[STEP] : 0, share = t.steps ? Math.min(1, step / t.steps) : 0;
  find("done").value = share;
  let text = `step ${count(step)} of ${count(t.steps)}, ${Math.floor(100 * share)} %` + (p ? `, ${count(p[ROWS])} rows seen` : "");
  if (p && t.state === "training" && step < t.steps && step > 0) {
    const recent = t.points.slice(-5).map((q) => q[SPEED]).filter((v) => v > 0);
    if (recent.length) text += ", about " + time((t.steps - step) * (p[ROWS] / step) / (recent.reduce((a, b) => a + b) / recent.length)) + " left";
  }
  write(find("done-text"), text);
  const mark = { training: Math.floor(100 * share) + " %", done: "Done", stopped: "Stopped", failed: "Failed" }[t.state];
  document.title = (gone && t.state === "training" ? "Gone" : mark) + (p && p[FVU] !== null ? ", FVU " + figure(p[FVU]) : "") + ": " + t.title;
}

function summary(t) {
  const s = t.settings;
  const parts = [s.architecture, s.features && s.features + " features", s.k && "k " + s.k, s.width && "rows of width " + s.width, s.device].filter(Boolean);
  write(find("title"), t.title);
  write(find("summary"), parts.join(", "));
  const list = find("settings");
  list.replaceChildren();
  for (const [k, v] of Object.entries(s)) {
    const row = make("div");
    row.append(make("dt", {}, k), make("dd", {}, v));
    list.appendChild(row);
  }
}

const WORDS = { alarm: "Alarm", warning: "Warning", note: "Note" };

function item(a) {
  const li = make("li", { class: a.severity });
  const finding = make("p", { class: "finding" });
  finding.append(make("span", { class: "severity" }, WORDS[a.severity]), a.finding);
  const remedy = make("p");
  keys(remedy, a.remedy);
  li.append(finding, remedy, make("p", { class: "since" }, "first seen at step " + count(a.since)));
  return li;
}
// Config keys are set as such.
function keys(p, sentence) {
  if (p.textContent === sentence) return;
  p.replaceChildren(...sentence.split(/(dictionary\.[a-z-]+)/).map((part, i) => i % 2 ? make("code", {}, part) : part));
}

function advise(t) {
  const now = t.advice.filter((a) => a.standing), before = t.advice.filter((a) => !a.standing);
  // Only what was not there before is put in, so that a screen reader reads nothing twice.
  const box = find("advice-now"), sign = t.id + JSON.stringify(now.map((a) => [a.topic, a.severity]));
  if (box.dataset.sign !== sign) {
    box.dataset.sign = sign;
    box.replaceChildren();
    if (now.length) {
      const list = make("ul");
      list.append(...now.map(item));
      box.appendChild(list);
    }
  } else {
    box.querySelectorAll("li").forEach((li, i) => {
      write(li.querySelector(".finding").lastChild, now[i].finding);
      keys(li.children[1], now[i].remedy);
    });
  }
  if (!now.length) {
    const text = t.points.length < 3 ? "Too early to say." : "Nothing looks off" + (t.state === "training" ? " so far." : ".");
    const quiet = box.querySelector(".quiet");
    if (quiet) write(quiet, text); else box.replaceChildren(make("p", { class: "quiet" }, text));
  }
  const details = find("advice-before"), old = before.map((a) => a.topic + a.finding).join("\n");
  details.hidden = !before.length;
  if (details.dataset.sign !== old) {
    details.dataset.sign = old;
    details.querySelector("ul").replaceChildren(...before.map(item));
  }
}

function table(t) {
  const columns = CHARTS.filter((c) => !c.box.hidden);
  find("points-head").replaceChildren(...["step", ...columns.map((c) => c.name)].map((n) => make("th", { scope: "col" }, n)));
  find("points").replaceChildren(...t.points.slice(-20).reverse().map((p) => {
    const row = make("tr");
    row.append(make("th", { scope: "row" }, count(p[STEP])), ...columns.map((c) => make("td", {}, wording(c, p[c.at]))));
    return row;
  }));
}

function tabs() {
  const nav = find("trainings");
  nav.hidden = trainings.size < 2;
  for (const t of trainings.values()) {
    let button = nav.children[t.id];
    if (!button) {
      button = make("button", { type: "button" });
      button.addEventListener("click", () => { shown = t.id; chosen = true; cursor = -1; later(); });
      nav.appendChild(button);
    }
    write(button, t.title + (t.state === "training" ? "" : ", " + t.state));
    button.setAttribute("aria-pressed", String(t.id === shown));
  }
}

let waiting = false;
function later() {
  if (waiting) return;
  waiting = true;
  // A page in the background is not drawn sixty times a second, but its title goes on.
  (document.hidden ? (f) => setTimeout(f, 500) : requestAnimationFrame)(() => { waiting = false; show(); });
}
function show() {
  const t = trainings.get(shown);
  tabs();
  if (!t) {
    write(find("state-text"), "The process has not begun to train yet.");
    return;
  }
  summary(t);
  status(t);
  advise(t);
  for (const chart of CHARTS) paint(chart, t);
  table(t);
}
new ResizeObserver(later).observe(find("charts"));
find("log").addEventListener("change", later);

// ---- news

const NEWS = {
  state(n) {
    const before = shown;
    trainings.clear();
    find("trainings").replaceChildren();
    n.trainings.forEach((t) => trainings.set(t.id, t));
    if (!chosen || !trainings.has(before)) { shown = n.trainings.length ? n.trainings[n.trainings.length - 1].id : -1; chosen = false; }
  },
  begin(n) {
    trainings.set(n.training.id, n.training);
    if (!chosen) { shown = n.training.id; cursor = -1; }
  },
  point(n) {
    const t = trainings.get(n.id);
    while (t.points.length && t.points[t.points.length - 1][STEP] >= n.point[STEP]) t.points.pop();
    t.points.push(n.point);
    t.advice = n.advice;
  },
  end(n) { Object.assign(trainings.get(n.id), { state: n.state, message: n.message }); },
  bye() { leave("The process has ended. This page keeps what it heard until " + clock() + "."); },
};
const clock = () => new Date().toLocaleTimeString();
let heard = clock();

function leave(sentence) {
  gone = true;
  find("gone").hidden = false;
  write(find("gone"), sentence + " Should Echelle serve this address again, the page goes on by itself.");
}
function silence() {
  lost = null;
  if (!gone) leave("The process does not answer: it has ended or was killed. This page keeps what it heard until " + heard + ".");
  later();
}
function listen() {
  const events = new EventSource("events");
  events.onmessage = (e) => {
    clearTimeout(lost);
    lost = null;
    heard = clock();
    const news = JSON.parse(e.data);
    if (news.kind === "state") { gone = false; find("gone").hidden = true; }
    NEWS[news.kind](news);
    later();
  };
  events.onerror = () => {
    if (lost === null && !gone) lost = setTimeout(silence, 3000);
    if (events.readyState === EventSource.CLOSED) { events.close(); setTimeout(listen, 2000); }
  };
}
// What the process knew when it served the page: nothing has to be waited for.
NEWS.state(JSON.parse(find("known").textContent));
show();
listen();
