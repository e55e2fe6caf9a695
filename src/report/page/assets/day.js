// A day, played: jobs, people on the road and the backlog over one day of one replication. It never plays by itself.
"use strict";

/** How a job stands, in the order of the data: what it is called in the list of events, and whether it has ended. */
const STANDS = ["open, nobody is to come yet", "waits for a technician", "somebody sets out", "work begins", "closed", "settled: exchanged or refunded", "declined the price", "gave up waiting", "lost: nobody took it"];
const [PENDING, WAITING, COMING, SERVED, ENDED] = [0, 1, 2, 3, 4];
const [OUTBOUND, RETURN, WORK] = [0, 1, 2];
const DAY_COLOURS = { waiting: "#c2571a", served: "#2a8f5b", people: "#3b6fd4", pending: "#8a8f98" };
/** Minutes of the day in a second of playing. */
const SPEEDS = [[5, "5 min/s"], [15, "15 min/s"], [30, "30 min/s"], [60, "1 h/s"], [120, "2 h/s"]];
const DAY_NAMES = 14;

const clock = (seconds, precise = false) => {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, ...(precise ? [Math.floor(seconds) % 60] : [])];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
};

/** Rows of so many columns from one row of all their cells. */
const cut = (flat, columns) => d3.range(0, flat.length, columns).map((at) => flat.slice(at, at + columns));

/** The day's rows with names. */
function unpacked(day) {
  const jobs = day.jobs.map(([zone, kind, place, lead, spot, called, steps], at) => ({ number: at + 1, zone, kind, place, lead, spot, called, steps: cut(steps, 2) }));
  const movers = day.movers.map(([centre, name, people, moves]) => ({ centre, name, people, moves: cut(moves, 5) }));
  return { ...day, jobs, movers };
}

/** The last entry that begins at or before a time. */
function current(entries, at) {
  const next = d3.bisector((entry) => entry[0]).right(entries, at);
  return next ? entries[next - 1] : null;
}

/** Where the k-th of things at one place is drawn, away from it [px]: in a spiral like seeds of a sunflower. */
const seed = (k, apart) => [Math.cos(k * 2.39996) * apart * Math.sqrt(k), Math.sin(k * 2.39996) * apart * Math.sqrt(k)];

/** A layout's day with all that does not change as it plays. */
function prepared(day, projection) {
  const spots = projection ? day.spots.map((spot) => projection(spot)) : [];
  const taken = new Map();
  const jobs = day.jobs.map((job) => {
    const k = taken.get(job.spot) ?? 0;
    taken.set(job.spot, k + 1);
    const [dx, dy] = seed(k, 4);
    const at = spots[job.spot];
    return { ...job, at: at && [at[0] + dx, at[1] + dy] };
  });
  const scene = D.scenes[day.layout];
  const sites = scene.centres.map((centre) => centre.at && projection && projection(centre.at));
  const mates = new Map();
  const movers = day.movers.map((mover) => {
    const k = mates.get(mover.centre) ?? 0;
    mates.set(mover.centre, k + 1);
    const moves = mover.moves.map(([from, to, what, start, goal]) => [from, to, what, spots[start], spots[goal]]);
    return { ...mover, moves, home: sites[mover.centre], shift: seed(k + 3, 4.5) };
  });
  return { jobs, movers };
}

/** Signs are smaller where there are many of them: a factor on their sizes. */
const signSize = (day, width, height) => Math.min(1, Math.max(0.45, Math.sqrt((width * height) / Math.max(1, day.jobs.length)) / 24));

/** Where a technician is drawn, or null. */
function placeOf(mover, at) {
  const move = current(mover.moves, at);
  if (!move || at >= move[1] || move[2] === WORK || !move[3] || !move[4]) return null;
  const [from, to, what, start, goal] = move;
  const share = to > from ? (at - from) / (to - from) : 1;
  const isHome = (spot) => mover.home && Math.hypot(spot[0] - mover.home[0], spot[1] - mover.home[1]) < 1;
  // Around the base people stand side by side.
  const near = (isHome(start) ? 1 - share : 0) + (isHome(goal) ? share : 0);
  const xy = [0, 1].map((side) => start[side] + share * (goal[side] - start[side]) + near * mover.shift[side]);
  return { xy, goal, moving: what === OUTBOUND || what === RETURN, what };
}

function drawMoment(canvas, scene, at, width, height) {
  const scale = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  const card = getComputedStyle(canvas).getPropertyValue("--card") || "#fff";
  const seen = [];
  const size = scene.sign;
  const dot = ([x, y], r, fill, ring) => {
    pen.beginPath();
    pen.arc(x, y, r * size, 0, 2 * Math.PI);
    pen.fillStyle = fill;
    pen.fill();
    pen.lineWidth = (ring ? 2 : 1) * size;
    pen.strokeStyle = ring ?? card;
    pen.stroke();
  };
  for (const job of scene.jobs) {
    const step = current(job.steps, at);
    if (!job.at || !step || step[1] >= ENDED) continue;
    if (step[1] === PENDING) dot(job.at, 2, card, DAY_COLOURS.pending);
    if (step[1] === WAITING) dot(job.at, 4, DAY_COLOURS.waiting);
    if (step[1] === COMING) dot(job.at, 3.2, card, DAY_COLOURS.waiting);
    if (step[1] === SERVED) dot(job.at, 4, DAY_COLOURS.served);
    seen.push({ xy: job.at, words: () => wordsOfJob(scene, job, step) });
  }
  for (const mover of scene.movers) {
    const place = placeOf(mover, at);
    if (!place) continue;
    const { xy: [x, y], goal, moving, what } = place;
    seen.push({ xy: place.xy, words: () => `${nameOf(scene, mover)}: ${["on the way", "on the way back", "", "free"][what]}` });
    if (!moving) {
      dot([x, y], 3.2, card, DAY_COLOURS.people);
      continue;
    }
    const turn = Math.atan2(goal[1] - y, goal[0] - x);
    pen.strokeStyle = DAY_COLOURS.people;
    pen.globalAlpha = 0.45;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(goal[0], goal[1]);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.beginPath();
    for (const [angle, far] of [[0, 7 * size], [2.5, 6 * size], [-2.5, 6 * size]]) pen.lineTo(x + far * Math.cos(turn + angle), y + far * Math.sin(turn + angle));
    pen.closePath();
    pen.fillStyle = DAY_COLOURS.people;
    pen.fill();
    pen.strokeStyle = card;
    pen.stroke();
  }
  return seen;
}

const nameOf = (scene, mover) => `${D.scenes[scene.layout].centres[mover.centre].name}, ${mover.name}`;

function wordsOfJob(scene, job, step) {
  const where = D.scenes[scene.layout];
  const by = job.place !== null && step[1] !== WAITING ? `, ${where.places[job.place].name}` : "";
  return `Job ${job.number}, ${scene.kinds[job.kind]} in ${where.zones[job.zone]}: ${STANDS[step[1]]} (since ${since(step[0])})${by}`;
}

const since = (seconds) => (seconds < 0 ? `${Math.ceil(-seconds / 86400)} d before, ` : "") + clock(((seconds % 86400) + 86400) % 86400);

/** What does not move: land, grid and centres under what moves, and names over it. */
function ground(scene, projection, width, height) {
  const flat = (place) => projection(place.at);
  const centres = scene.centres.filter((centre) => centre.at).map((centre) => ({ name: centre.name, x: flat(centre)[0], y: flat(centre)[1], r: 7, strong: true }));
  const zones = scene.zones.map((name, zone) => ({ name, at: scene.at[zone], calls: scene.year.calls?.[zone] ?? 0 })).filter((zone) => zone.at)
    .sort((one, other) => other.calls - one.calls).slice(0, DAY_NAMES).map((zone) => ({ ...zone, x: flat(zone)[0], y: flat(zone)[1], r: 7 }));
  const labels = namesOf([...(centres.length <= DAY_NAMES ? centres : []), ...zones], width, height);
  const grid = gridOf(scene, projection, width, height);
  const words = (names, weight, anchor) => Plot.text(names, { x: (label) => label.x + label.dx, y: "y", text: "name", textAnchor: anchor, fontSize: 11, fontWeight: weight, fill: "currentColor", fillOpacity: 0.85, stroke: "var(--card)", strokeWidth: 3 });
  const layer = (marks) => plot({
    width, height, margin: 0, style: { fontFamily: "inherit", fontSize: "12px", background: "transparent", overflow: "hidden" },
    x: { type: "identity", axis: null }, y: { type: "identity", axis: null }, marks,
  });
  const layers = [
    layer([
      landPath(projection),
      Plot.link(grid, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: "currentColor", strokeOpacity: 0.12 }),
      Plot.text(grid.filter((line) => line.column), { x: "x1", y: height - 6, text: "label", fill: "currentColor", fillOpacity: 0.75, fontSize: 10, dx: 3, textAnchor: "start" }),
      Plot.text(grid.filter((line) => !line.column), { x: 3, y: "y1", text: "label", fill: "currentColor", fillOpacity: 0.75, fontSize: 10, dy: -6, textAnchor: "start" }),
      Plot.dot(centres, { x: "x", y: "y", r: centres.length > DAY_NAMES ? 3 : 5, symbol: "square", fill: "var(--card)", stroke: "currentColor", strokeWidth: centres.length > DAY_NAMES ? 1.2 : 2 }),
      Plot.dot(zones, { x: "x", y: "y", r: 2, fill: "currentColor", fillOpacity: 0.35 }),
    ]),
    layer(d3.groups(labels, (label) => `${label.anchor} ${label.strong ? 700 : 400}`).map(([sort, names]) => words(names, +sort.split(" ")[1], sort.split(" ")[0]))),
  ];
  layers.forEach((drawing) => drawing.setAttribute("aria-hidden", "true"));
  layers[1].setAttribute("class", `${layers[1].getAttribute("class")} over`);
  return layers;
}

/** The backlog and the people over the day; `x` tells where a time is. */
function curves(day, width) {
  const hours = (minute) => (D.day.from + 60 * minute) / 3600;
  const waiting = D.day.layouts.flatMap((one) => one.counts.waiting.map((jobs, minute) => ({ layout: D.layouts[one.layout], jobs, hour: hours(minute) })));
  const parts = [["away", "on the way", DAY_COLOURS.people], ["work", "at work", DAY_COLOURS.served], ["free", "free", DAY_COLOURS.pending]];
  const people = parts.flatMap(([key, what]) => day.counts[key].map((count, minute) => ({ what, people: count, hour: hours(minute) })));
  const most = d3.max(day.counts.away, (away, minute) => away + day.counts.work[minute] + day.counts.free[minute]);
  const name = D.layouts[day.layout];
  const x = { domain: [hours(0), D.day.to / 3600], label: null, ticks: width < 500 ? 6 : 12, tickFormat: (hour) => clock(hour * 3600) };
  const size = { width, marginLeft: 44, marginRight: 16, x };
  const backlog = plot({
    ...size, height: 150, y: { label: "jobs waiting", grid: true, ticks: 4, nice: true, domain: [0, d3.max(waiting, (row) => row.jobs) || 1] },
    marks: [
      Plot.lineY(waiting.filter((row) => row.layout !== name), { x: "hour", y: "jobs", z: "layout", stroke: "currentColor", strokeOpacity: 0.35, strokeWidth: 1, curve: "step-after" }),
      Plot.areaY(waiting.filter((row) => row.layout === name), { x: "hour", y: "jobs", fill: DAY_COLOURS.waiting, fillOpacity: 0.25, curve: "step-after" }),
      Plot.lineY(waiting.filter((row) => row.layout === name), { x: "hour", y: "jobs", stroke: DAY_COLOURS.waiting, strokeWidth: 2, curve: "step-after" }),
    ],
  });
  const crowd = plot({
    ...size, height: 130, y: { label: "people on duty", grid: true, ticks: d3.ticks(0, most || 1, 3).filter(Number.isInteger), tickFormat: (n) => n.toLocaleString("en") }, color: { domain: parts.map((part) => part[1]), range: parts.map((part) => part[2]) },
    marks: [Plot.areaY(people, { x: "hour", y: "people", fill: "what", curve: "step-after" })],
  });
  const swatch = ([, what, colour]) => element("span", {}, element("i", { style: `background:${colour}` }), ` ${what}`);
  const legend = element("div", { class: "legend" }, ...parts.map(swatch));
  return { drawings: most ? [backlog, crowd] : [backlog], legend: most ? [legend] : [], x: (seconds) => backlog.scale("x").apply(seconds / 3600), back: (px) => backlog.scale("x").invert(px) * 3600 };
}

/** Every event of the day's jobs. */
function eventsOf(day) {
  const scene = D.scenes[day.layout];
  const rows = [];
  day.jobs.forEach((job, at) => {
    const row = (seconds, event, by) => rows.push({
      seconds, time: clock(Math.max(seconds, D.day.from), true), event, job: at + 1, zone: scene.zones[job.zone], kind: day.kinds[job.kind],
      place: by && job.place !== null ? scene.places[job.place].name : null, technician: by && job.lead !== null ? day.movers[job.lead].name : null,
    });
    if (job.called >= D.day.from) row(job.called, "call", false);
    for (const [seconds, stand] of job.steps) {
      if (seconds < D.day.from) row(seconds, `from before: ${STANDS[stand]}`, stand > WAITING);
      else if (stand !== PENDING || seconds > job.called) row(seconds, stand === PENDING ? "visit or stage over, still open" : STANDS[stand], stand > WAITING);
    }
  });
  const columns = [{ key: "time", label: "time", words: true }, { key: "event", label: "event", words: true }, { key: "job", label: "job", digits: 9 }, { key: "zone", label: "zone", words: true },
    { key: "kind", label: "kind", words: true }, { key: "place", label: "served by", words: true }, { key: "technician", label: "technician", words: true }];
  return { rows: rows.sort((one, other) => one.seconds - other.seconds || one.job - other.job), columns };
}

/** What the signs on the map mean. */
function signs() {
  const sign = (markup, words) => element("span", {}, Object.assign(element("i", { class: "sign" }), { innerHTML: markup }), ` ${words}`);
  const circle = (fill, stroke) => `<svg width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="4.5" fill="${fill}" stroke="${stroke}" stroke-width="2"/></svg>`;
  const { waiting, served, people, pending } = DAY_COLOURS;
  return element("div", { class: "legend" },
    sign(circle(waiting, waiting), "job waits"), sign(circle("none", waiting), "somebody is on the way to it"), sign(circle(served, served), "at work on it"),
    sign(circle("none", pending), "open, between visits"), sign(`<svg width="14" height="14" aria-hidden="true"><path d="M13,7L2,12L2,2Z" fill="${people}"/></svg>`, "technician on the way"),
    sign(circle("none", people), "technician free"), sign('<svg width="14" height="14" aria-hidden="true"><rect x="2" y="2" width="10" height="10" fill="none" stroke="currentColor" stroke-width="2"/></svg>', "centre"));
}

/** Sets the player up in its frame. */
function playDay(frame) {
  const { from, to } = D.day;
  const layouts = D.day.layouts.map(unpacked);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const focus = Math.max(0, layouts.findIndex((one) => one.layout === D.focus));
  const busiest = d3.maxIndex(layouts[focus].counts.away.map((away, minute) => away + layouts[focus].counts.work[minute]));
  const state = { shown: focus, at: from + 60 * Math.max(0, busiest), speed: 30, playing: false, last: null };
  const stats = element("div", { class: "moment" });
  const stage = element("div", { class: "stage" });
  const canvas = element("canvas", { "aria-hidden": "true" });
  const told = element("p", { class: "note told" });
  const note = element("p", { class: "note" });
  const below = element("div", { class: "curves" });
  const button = element("button", { type: "button", class: "play" }, "Play");
  const slider = element("input", { type: "range", id: "day-time", min: from, max: to, step: 60, value: state.at });
  const box = frame.querySelector(".plot");
  const details = frame.querySelector("details");
  let [scene, width, height, over, seen, pointed] = [null, 0, 0, null, [], null];

  const count = (value, words) => element("span", {}, element("b", {}, show(value)), ` ${words}`);
  function moment() {
    const { counts } = layouts[state.shown];
    const minute = Math.min(counts.waiting.length - 1, Math.max(0, Math.floor((state.at - from) / 60)));
    stats.replaceChildren(element("span", {}, element("b", { class: "clock" }, clock(state.at))), count(counts.waiting[minute], "jobs waiting"),
      count(counts.away[minute], "people on the way"), count(counts.work[minute], "at work"), count(counts.free[minute], "free"), count(counts.calls[minute], "calls so far"));
    slider.value = state.at;
    slider.setAttribute("aria-valuetext", `${clock(state.at)}, ${counts.waiting[minute]} jobs waiting`);
    if (canvas.isConnected) seen = drawMoment(canvas, scene, state.at, width, height);
    below.querySelectorAll(".now").forEach((line) => { line.style.left = `${over.x(state.at)}px`; });
    tell();
  }
  function tell() {
    const near = pointed && d3.least(seen, (item) => Math.hypot(item.xy[0] - pointed[0], item.xy[1] - pointed[1]));
    const close = near && Math.hypot(near.xy[0] - pointed[0], near.xy[1] - pointed[1]) < 14;
    told.textContent = close ? near.words() : "Point at a sign, or tap it, for what it is.";
  }
  function tick(now) {
    if (!state.playing) return;
    const passed = state.last === null ? 0 : Math.min(0.25, (now - state.last) / 1000);
    // Who prefers less motion sees a moment a second.
    if (calm.matches && state.last !== null && now - state.last < 1000) return requestAnimationFrame(tick);
    state.at += calm.matches ? (state.last === null ? 0 : 60 * Math.max(15, state.speed)) : 60 * state.speed * passed;
    state.last = now;
    if (state.at >= to) {
      state.at = to;
      play(false);
    }
    moment();
    requestAnimationFrame(tick);
  }
  function play(on) {
    Object.assign(state, { playing: on, last: null });
    button.textContent = on ? "Pause" : "Play";
    if (on && state.at >= to) state.at = from;
    if (on) requestAnimationFrame(tick);
  }
  function layOut() {
    const day = layouts[state.shown];
    width = Math.max(280, Math.floor(box.clientWidth || 640));
    const place = D.scenes[day.layout];
    const spots = layouts.flatMap((one) => one.spots);
    const found = spots.length && projectionOf({ ...place, at: place.at.concat(spots) }, width);
    height = found ? found.height : 0;
    scene = { ...prepared(day, found?.projection), layout: day.layout, kinds: day.kinds, sign: signSize(day, width, height) };
    canvas.width = 0;
    const [under, names] = found ? ground(place, found.projection, width, height) : [];
    stage.replaceChildren(...(found ? [under, canvas, names] : []));
    over = curves(day, width);
    const line = () => element("i", { class: "now", "aria-hidden": "true" });
    below.replaceChildren(...over.drawings.map((drawing) => {
      drawing.setAttribute("aria-hidden", "true");
      return element("div", { class: "curve" }, drawing, line());
    }), ...over.legend);
    note.textContent = noteOf(day, found);
    if (details.open) fill();
    moment();
  }
  function noteOf(day, found) {
    const all = `${D.layouts[day.layout]}, ${D.day.date}, replication ${D.day.replication}.`;
    const others = layouts.length > 1 ? " Thin lines are the backlog of the other layouts." : "";
    if (!found) return `${all} The scenario does not say where places are, so that there is no map.${others}`;
    const cut = day.shown < day.zones ? ` The map and the table show ${day.shown} of ${day.zones} zones with jobs, those with most calls, and who served them; counts and curves are of the whole network.${layouts.length > 1 ? " With --day-layout a page shows more of one layout." : ""}` : "";
    return `${all}${cut}${others}`;
  }
  function fill() {
    const { rows, columns } = eventsOf(layouts[state.shown]);
    const save = element("button", { type: "button", class: "save", onclick: () => download(`day-${D.day.date}.csv`, csvOf(rows, columns)) }, "Download as CSV");
    details.querySelector(".data").replaceChildren(save, tableOf(rows, columns, `Events of ${D.day.date} in ${D.layouts[layouts[state.shown].layout]}`));
  }

  button.addEventListener("click", () => play(!state.playing));
  slider.addEventListener("input", () => {
    state.at = +slider.value;
    state.last = null;
    moment();
  });
  const choose = (label, id, options, value, set) => {
    const select = element("select", { id });
    for (const [of, words] of options) select.append(element("option", { value: of, selected: of === value }, words));
    select.addEventListener("change", () => set(+select.value));
    return [element("label", { for: id }, `${label} `), select];
  };
  const pick = layouts.length > 1 ? choose("Layout", "day-layout", layouts.map((one, at) => [at, D.layouts[one.layout]]), focus, (at) => { state.shown = at; layOut(); }) : [];
  frame.querySelector(".controls").append(...pick, button, element("label", { for: "day-time" }, "Time of day "), slider, ...choose("Speed", "day-speed", SPEEDS, state.speed, (speed) => { state.speed = speed; }));
  stage.addEventListener("pointermove", (event) => point(event));
  stage.addEventListener("pointerdown", (event) => point(event));
  stage.addEventListener("pointerleave", () => { pointed = null; tell(); });
  function point(event) {
    const corner = stage.getBoundingClientRect();
    pointed = [event.clientX - corner.left, event.clientY - corner.top];
    tell();
  }
  below.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".curve")) return;
    const px = event.clientX - below.getBoundingClientRect().left;
    state.at = Math.min(to, Math.max(from, 60 * Math.round(over.back(px) / 60)));
    state.last = null;
    moment();
  });
  const mapped = layouts.some((one) => one.spots.length);
  box.replaceChildren(stats, ...(mapped ? [stage, signs(), told] : []), below, note);
  details.addEventListener("toggle", () => details.open && fill());
  layOut();
  new ResizeObserver(() => Math.abs(Math.max(280, Math.floor(box.clientWidth)) - width) > 8 && layOut()).observe(box);
  new MutationObserver(moment).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", moment);
}

document.querySelectorAll("figure[data-day]").forEach(playDay);
