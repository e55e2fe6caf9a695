// The page's own mechanism: a chart is rows, columns and a drawing; its table and its CSV show the same rows.
"use strict";

const D = JSON.parse(document.getElementById("data").textContent);
const CHARTS = {};
const PALETTE = ["#3b6fd4", "#c2571a", "#2a8f5b", "#a13d9c", "#8a6d00", "#0f8a94", "#b3364f", "#66758a", "#6b4fd0", "#5a8a1e"];
const colourOf = (at) => PALETTE[at % PALETTE.length];
const UNSERVED = "#8a8f98";

/** A number with as many digits as people read. */
function show(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  const decimals = Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toLocaleString("en", { maximumFractionDigits: decimals });
}

const figure = (key) => D.figures[key];
/** A figure's value in the unit in which it is shown. */
const scaled = (key, value) => (value === null || value === undefined ? null : value * figure(key).factor);
const labelOf = (key) => figure(key).label + (figure(key).unit ? ` [${figure(key).unit}]` : "");
const unitOf = (key) => (figure(key).unit ? " " + figure(key).unit : "");
const known = (keys) => keys.filter((key) => figure(key));

/** What all drawings have in common. */
const plot = (options) =>
  Plot.plot({ marginBottom: 46, style: { fontFamily: "inherit", fontSize: "12px", background: "transparent", overflow: "visible" }, ...options, ...(options.x?.label ? { x: { labelOffset: 40, ...options.x } } : {}) });

/** Colours by layout, with a legend where there are several. */
const layoutColours = (legend = true) => ({
  type: "ordinal",
  domain: D.layouts,
  range: D.layouts.map((_, at) => colourOf(at)),
  legend: legend && D.layouts.length > 1,
});

/** How the ends of a band over replications are called: of a few, they are the lowest and the highest. */
const bandOf = (n) => (n < 20 ? `lowest to highest of ${n} replications` : "5th to 95th percentile of the replications");

/** Places dots of several layouts one below the other where they may coincide. */
const apart = (draw) => D.layouts.map((layout, at) => draw((row) => row.layout === layout, D.layouts.length > 4 ? 0 : (at - (D.layouts.length - 1) / 2) * 3.2));

/** Room for the longest of some names to the left of a drawing. */
const roomFor = (names, width) => Math.min(Math.max(60, 12 + d3.max(names, (name) => breadth(name)) * 7), width * 0.4);
/** Widths of a name in letters: Chinese ones are two wide. */
const breadth = (name) => Array.from(name ?? "").reduce((sum, c) => sum + (c.codePointAt(0) > 0x2e80 ? 2 : 1), 0);
/** Letters for which there is such room. */
const lettersIn = (room) => Math.floor((room - 12) / 7) + 1;
/** A name that fits. */
function short(name, letters) {
  if (breadth(name) <= letters) return name;
  let all = "";
  for (const c of name) {
    if (breadth(all) + breadth(c) > letters - 1) return all + "…";
    all += c;
  }
  return all;
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** The choices of a chart: each a list of [value, words]. */
function choices(frame, chart, state, redraw) {
  const box = frame.querySelector(".controls");
  for (const { key, label, options, value, switched } of chart.controls ?? []) {
    const id = `${frame.id}-${key}`;
    if (switched) {
      state[key] = value;
      const input = element("input", { type: "checkbox", id, checked: value });
      input.addEventListener("change", () => redraw({ [key]: input.checked }));
      box.append(element("label", { for: id, class: "switch" }, input, " " + label));
      continue;
    }
    state[key] = value ?? options[0]?.[0];
    if (options.length < 2) continue;
    const select = element("select", { id });
    for (const [of, words] of options) select.append(element("option", { value: of, selected: String(of) === String(state[key]) }, words));
    select.addEventListener("change", () => redraw({ [key]: select.value }));
    box.append(element("span", { class: "choice" }, element("label", { for: id }, label + " "), select));
  }
}

/** Links from the figures that are chosen to what they mean. */
function define(frame, state) {
  const chosen = [...new Set(["figure", "up", "x", "y"].map((choice) => state[choice]))].filter((key) => document.getElementById(`def-${key}`));
  frame.querySelector(".defined")?.remove();
  if (!chosen.length) return;
  const links = chosen.flatMap((key, at) => [at ? ", " : "", element("a", { href: `#def-${key}` }, figure(key).label)]);
  frame.querySelector(".plot").after(element("p", { class: "note defined" }, "What it means: ", ...links));
}

/** A table of rows, with the cells as they are shown. */
function tableOf(rows, columns, caption) {
  const head = element("tr", {}, ...columns.map((column) => element("th", { scope: "col", class: column.words ? null : "number" }, column.label)));
  const MOST = 400;
  const body = rows.slice(0, MOST).map((row) =>
    element("tr", {}, ...columns.map((column, at) => {
      const value = row[column.key];
      const text = typeof value === "number" ? show(value, column.digits ?? 5) : value ?? "–";
      return element(at === 0 ? "th" : "td", { scope: at === 0 ? "row" : null, class: column.words ? null : "number" }, text);
    })),
  );
  const table = element("table", {}, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...body));
  const rest = rows.length > MOST ? [element("p", { class: "note" }, `${rows.length - MOST} more rows are in the CSV file.`)] : [];
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table, ...rest);
}

/** The rows with all that names them: the choices of the chart stand in columns of their own. */
function csvOf(rows, columns, chosen = []) {
  const cell = (value) => {
    const text = value === null || value === undefined ? "" : typeof value === "number" ? String(+value.toPrecision(12)) : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const line = (first, rest) => [...first, ...chosen.map(([, value]) => value), ...rest].map(cell).join(",");
  const head = [...columns.map((column) => column.label), ...chosen.map(([label]) => label.toLowerCase())].map(cell).join(",");
  return [head, ...rows.map((row) => line(columns.map((column) => row[column.key]), []))].join("\n") + "\n";
}

const fileName = (key, chosen) => [key, ...chosen.map(([, value]) => value)].join("-").replace(/[^\p{L}\p{N}-]+/gu, "_").slice(0, 80) + ".csv";

function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Sets a chart up in its frame: choices, drawing, table, download. */
function mount(frame) {
  const key = frame.dataset.chart;
  const chart = CHARTS[key]?.();
  if (!chart) return frame.remove();
  const state = {};
  const box = frame.querySelector(".plot");
  const details = frame.querySelector("details");
  const title = frame.querySelector("h3").textContent;
  let width = 0;
  const chosen = () => (chart.controls ?? []).filter((choice) => choice.options?.length > 1).map((choice) => [choice.label, String(choice.options.find(([of]) => String(of) === String(state[choice.key]))?.[1] ?? "")]);
  const redraw = (change = {}) => {
    Object.assign(state, change);
    width = Math.max(280, Math.floor(box.clientWidth || 640));
    const { rows, columns, drawing, note } = chart.draw(state, width);
    const words = `${title}. ${note ?? ""} The table below has the same numbers.`;
    drawing.querySelectorAll("svg").forEach((svg) => svg.setAttribute("aria-hidden", "true"));
    if (drawing.tagName === "svg") drawing.setAttribute("aria-hidden", "true");
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", words);
    box.replaceChildren(drawing);
    define(frame, state);
    const fill = () => {
      const save = element("button", { type: "button", class: "save", onclick: () => download(fileName(key, chosen()), csvOf(rows, columns, chosen())) }, "Download as CSV");
      details.querySelector(".data").replaceChildren(save, tableOf(rows, columns, title + (note ? `: ${note}` : "")));
    };
    details.ontoggle = () => details.open && fill();
    if (details.open) fill();
  };
  choices(frame, chart, state, redraw);
  redraw();
  new ResizeObserver(() => {
    const now = Math.max(280, Math.floor(box.clientWidth));
    if (Math.abs(now - width) > 8) redraw();
  }).observe(box);
}

function start() {
  const frames = [...document.querySelectorAll("figure[data-chart]")];
  frames.forEach(mount);
  for (const section of document.querySelectorAll("main > section")) {
    if (section.dataset.charts !== undefined && !section.querySelector("figure, table, p.always")) {
      document.querySelector(`nav a[href="#${section.id}"]`)?.remove();
      section.remove();
    }
  }
  addEventListener("beforeprint", () => document.querySelectorAll("#figures details").forEach((details) => (details.open = true)));
  const toggle = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  toggle?.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  });
  document.documentElement.dataset.charts = document.querySelectorAll("figure[data-chart] .plot svg").length;
}
