// The map: zones sized by demand and coloured by a figure or by who serves them, centres, and who goes where.
"use strict";

const SERVED_BY = "served-by";
const [MOST_CENTRES, MOST_NAMES] = [24, 60];

/** What a scene has of every zone for a figure and a month (null: the whole counted time). */
function zoneRows(scene, key, month) {
  const by = (figureKey) => (month === null ? scene.year[figureKey] : scene.monthly[figureKey][month]);
  const calls = by("calls");
  const values = key === SERVED_BY ? null : by(key);
  const flows = flowsOf(scene, month);
  const most = d3.rollup(flows, (all) => d3.greatest(all, (flow) => flow.calls), (flow) => flow.zone);
  return scene.zones.map((name, zone) => ({
    zone: name,
    at: scene.at[zone],
    calls: calls[zone] ?? 0,
    value: values ? scaled(key, values[zone]) : null,
    place: most.has(zone) ? scene.places[most.get(zone).place].name : "–",
    share: most.has(zone) && calls[zone] ? most.get(zone).calls / calls[zone] : null,
  }));
}

/** Calls by zone and place, of a month or of all. */
function flowsOf(scene, month) {
  const kept = scene.flows.filter((flow) => month === null || flow[2] === month);
  const sums = d3.rollups(kept, (all) => d3.sum(all, (flow) => flow[3]), (flow) => flow[0], (flow) => flow[1]);
  return sums.flatMap(([zone, places]) => places.map(([place, calls]) => ({ zone, place, calls })));
}

/** From positions to places on the drawing, and how high that is. */
function projectionOf(scene, width) {
  const points = scene.at.concat(scene.centres.map((centre) => centre.at)).filter(Boolean);
  const pad = 26;
  const flat = { type: "MultiPoint", coordinates: points };
  const raw = scene.geographic ? d3.geoMercator() : d3.geoIdentity().reflectY(true);
  raw.fitWidth(width - 2 * pad, flat);
  const [[x0, y0], [x1, y1]] = d3.geoPath(raw).bounds(flat);
  const ratio = x1 - x0 > 1e-9 ? (y1 - y0) / (x1 - x0) : 1;
  const height = Math.round(Math.min(Math.max(width * ratio + 2 * pad, Math.min(300, width * 0.6)), Math.max(360, Math.min(540, width * 0.9))));
  const projection = scene.geographic ? d3.geoMercator() : d3.geoIdentity().reflectY(true);
  if (points.length > 1 && (x1 - x0 > 1e-9 || y1 - y0 > 1e-9)) projection.fitExtent([[pad, pad], [width - pad, height - pad]], flat);
  else projection.scale(scene.geographic ? 20000 : 10).translate([0, 0]);
  if (points.length && !(x1 - x0 > 1e-9 || y1 - y0 > 1e-9)) {
    const [x, y] = projection(points[0]);
    projection.translate([width / 2 - x, height / 2 - y]);
  }
  return { projection, height };
}

/** Lines of latitude and longitude, or of kilometres, some four to eight on either side. */
function gridOf(scene, projection, width, height) {
  const corners = [[0, height], [width, 0]].map((corner) => projection.invert(corner));
  const [xs, ys] = [0, 1].map((side) => d3.ticks(Math.min(corners[0][side], corners[1][side]), Math.max(corners[0][side], corners[1][side]), 5));
  const unit = (value, plus, minus) => (scene.geographic ? `${Math.abs(value)}° ${value < 0 ? minus : plus}` : `${value} km`);
  const lines = [];
  for (const x of xs) lines.push({ x1: projection([x, corners[0][1]])[0], y1: 0, x2: projection([x, corners[0][1]])[0], y2: height, label: unit(x, "E", "W"), column: true });
  for (const y of ys) lines.push({ x1: 0, y1: projection([corners[0][0], y])[1], x2: width, y2: projection([corners[0][0], y])[1], label: unit(y, "N", "S") });
  return lines;
}

/** Names of the largest places, as many as there is room for. */
function namesOf(items, width, height) {
  const taken = [];
  const kept = [];
  for (const item of items) {
    const wide = breadth(item.name) * 6.4 + 4;
    for (const [dx, anchor] of [[item.r + 3, "start"], [-item.r - 3, "end"]]) {
      const x0 = anchor === "start" ? item.x + dx : item.x + dx - wide;
      const box = [x0, item.y - 7, x0 + wide, item.y + 7];
      const free = box[0] >= 0 && box[2] <= width && box[1] >= 0 && box[3] <= height
        && taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
      if (!free) continue;
      taken.push(box);
      kept.push({ ...item, dx, anchor });
      break;
    }
  }
  return kept;
}

function landPath(projection) {
  return () => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", (D.land ?? []).map((ring) => "M" + ring.map((point) => projection(point).map((v) => v.toFixed(1)).join(",")).join("L") + "Z").join(""));
    path.setAttribute("class", "land");
    path.setAttribute("fill-rule", "evenodd");
    return path;
  };
}

/** Colours for a figure that are the same in every layout, and in every month if months are looked at. */
function figureColours(key, month) {
  const all = D.scenes.flatMap((scene) => (month === null ? scene.year[key] : Object.values(scene.monthly[key]).flat()));
  const sorted = all.filter((value) => value !== null && value !== undefined).map((value) => scaled(key, value)).sort(d3.ascending);
  let domain = sorted.length ? [d3.quantileSorted(sorted, 0.02), d3.quantileSorted(sorted, 0.98)] : [0, 1];
  if (domain[0] === domain[1]) domain = [domain[0] - 0.5, domain[0] + 0.5];
  // The dark end is where customers fare worse.
  const reverse = figure(key).better === "less";
  // Without its darkest end, which is lost on a dark page.
  return { type: "linear", interpolate: (t) => d3.interpolateViridis(0.12 + 0.88 * t), domain, reverse, clamp: true, legend: true, label: labelOf(key), ticks: 4 };
}

CHARTS.map = () => {
  const mapped = D.scenes.some((scene) => scene.at.some(Boolean));
  if (!mapped) return null;
  const first = D.scenes[0];
  const months = [["", "the whole time"], ...first.months];
  return {
    controls: [
      { key: "layout", label: "Layout", options: D.layouts.map((name, at) => [at, name]), value: D.focus },
      { key: "figure", label: "Colour by", options: [...known(D.mapped).map((key) => [key, figure(key).label]), [SERVED_BY, "who serves"]], value: known(["response_mean", "satisfaction"])[0] },
      { key: "month", label: "Month", options: months.length > 2 ? months : [months[0]], value: "" },
      { key: "flows", label: "show who goes where", switched: true, value: true },
    ],
    draw: (state, width) => drawMap(D.scenes[+state.layout], D.layouts[+state.layout], state, width),
  };
};

function drawMap(scene, layout, state, width) {
  const month = state.month === "" ? null : +state.month;
  const key = state.figure;
  const rows = zoneRows(scene, key, month);
  const { projection, height } = projectionOf(scene, width);
  const busiest = d3.max(D.scenes, (one) => d3.max(one.year.calls)) / (month === null ? 1 : Math.max(1, scene.months.length)) || 1;
  const radius = d3.scaleSqrt([0, busiest], [1.5, Math.min(20, Math.max(9, width / 45))]);
  const placed = rows.filter((row) => row.at).map((row) => {
    const [x, y] = projection(row.at);
    return { ...row, name: row.zone, x, y, r: radius(row.calls) };
  }).sort((one, other) => other.calls - one.calls);
  const centres = scene.centres.filter((centre) => centre.at).map((centre) => {
    const [x, y] = projection(centre.at);
    return { ...centre, x, y, r: 5, name: centre.name };
  });
  const places = [...new Set(placed.map((row) => row.place))];
  // More places than colours: who they belong to says enough.
  const partner = new Map(scene.places.map((place) => [place.name, place.partner ?? "own people"]));
  const ownerOf = places.length > PALETTE.length ? (name) => partner.get(name) ?? "–" : (name) => name;
  const owners = [...new Set(places.map(ownerOf))];
  const palette = d3.scaleOrdinal(owners, owners.map((_, at) => PALETTE[at % PALETTE.length]));
  const byOwner = key === SERVED_BY;
  const site = new Map(scene.centres.map((centre, at) => [centre.place, centres.find((one) => one.place === centre.place)]));
  const links = state.flows ? flowsOf(scene, month).map((flow) => ({ ...flow, from: site.get(flow.place), to: scene.at[flow.zone] }))
    .filter((flow) => flow.from && flow.to).map((flow) => {
      const [x2, y2] = projection(flow.to);
      return { x1: flow.from.x, y1: flow.from.y, x2, y2, calls: flow.calls, place: scene.places[flow.place].name };
    }) : [];
  const thick = d3.scaleSqrt([0, d3.max(links, (link) => link.calls) || 1], [0.3, 4]);
  const grid = gridOf(scene, projection, width, height);
  // Where there is a centre in every town, the town's name says enough.
  const named = centres.length <= MOST_CENTRES ? centres.map((centre) => ({ ...centre, strong: true })) : [];
  const labels = namesOf([...named, ...placed.slice(0, MOST_NAMES)], width, height);
  const tip = (row) => [row.zone, `${show(row.calls)} calls`, byOwner ? null : `${figure(key).label}: ${show(row.value)}${unitOf(key)}`,
    row.share === null ? null : `served by ${row.place} (${show(100 * row.share, 3)} %)`].filter(Boolean).join("\n");
  const marks = [
    landPath(projection),
    Plot.link(grid, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: "currentColor", strokeOpacity: 0.12 }),
    Plot.text(grid.filter((line) => line.column), { x: (line) => Math.min(line.x1, width - 44), y: height - 6, text: "label", fill: "currentColor", fillOpacity: 0.75, fontSize: 10, dx: 3, textAnchor: "start" }),
    Plot.text(grid.filter((line) => !line.column), { x: 3, y: (line) => Math.max(line.y1, 16), text: "label", fill: "currentColor", fillOpacity: 0.75, fontSize: 10, dy: -6, textAnchor: "start" }),
    Plot.link(links, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: byOwner ? (link) => palette(ownerOf(link.place)) : "currentColor", strokeWidth: (link) => thick(link.calls), strokeOpacity: byOwner ? 0.6 : 0.35 }),
    Plot.dot(placed, { x: "x", y: "y", r: "r", fill: byOwner ? (row) => palette(ownerOf(row.place)) : (row) => row.value ?? NaN, fillOpacity: 0.95, stroke: "currentColor", strokeOpacity: 0.7, strokeWidth: 0.7 }),
    Plot.dot(placed.filter((row) => !byOwner && row.value === null), { x: "x", y: "y", r: "r", fill: UNSERVED, fillOpacity: 0.5 }),
    Plot.dot(centres, centres.length > MOST_CENTRES ? { x: "x", y: "y", r: 1.6, symbol: "square", fill: "currentColor" } : { x: "x", y: "y", r: 5, symbol: "square", fill: "var(--card)", stroke: "currentColor", strokeWidth: 2 }),
    ...d3.groups(labels, (label) => `${label.anchor} ${label.strong ? 700 : 400}`).map(([sort, names]) => Plot.text(names, {
      x: (label) => label.x + label.dx, y: "y", text: "name", textAnchor: sort.split(" ")[0], fontSize: 11, fontWeight: +sort.split(" ")[1], fill: "currentColor", stroke: "var(--card)", strokeWidth: 3,
    })),
    Plot.tip(placed, Plot.pointer({ x: "x", y: "y", title: tip, maxRadius: 30 })),
  ];
  const drawing = plot({
    width, height, margin: 0, style: { fontFamily: "inherit", fontSize: "12px", background: "transparent", overflow: "hidden" }, x: { type: "identity", axis: null }, y: { type: "identity", axis: null }, r: { type: "identity" },
    color: byOwner ? { type: "identity" } : figureColours(key, month), marks,
  });
  const columns = [
    { key: "zone", label: "zone", words: true }, { key: "calls", label: "calls" },
    ...(byOwner ? [] : [{ key: "value", label: labelOf(key) }]),
    { key: "place", label: "served mostly by", words: true }, { key: "share", label: "share of it" },
  ];
  const note = `${layout}, ${month === null ? "the whole counted time" : scene.months.find(([number]) => number === month)[1]}`;
  return { rows: rows.slice().sort((one, other) => other.calls - one.calls), columns, drawing: wrapped(drawing, byOwner && owners.length <= 12 ? ownersLegend(owners, palette) : null), note };
}

const ownersLegend = (owners, palette) =>
  element("p", { class: "legend" }, ...owners.map((owner) => element("span", {}, element("i", { style: `background:${palette(owner)}` }), " " + owner)));

const wrapped = (drawing, legend) => element("div", {}, ...(legend ? [legend] : []), drawing);
