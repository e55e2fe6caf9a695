// How customers are served: cost against response, distributions, zones and centres, certainty, satisfaction, partners.
"use strict";

/** Value and interval of a figure in each layout. */
const estimates = (key) => D.layouts.map((layout, at) => {
  const [value, half] = D.values[key]?.[at] ?? [null, null];
  return { layout, value: scaled(key, value), half: scaled(key, half), low: scaled(key, value - (half ?? 0)), high: scaled(key, value + (half ?? 0)) };
});

CHARTS.tradeoff = () => {
  const money = known(["cost_total", "profit", "cost_per_job"]).filter((key) => key !== "profit" || D.values.revenue?.some((value) => value?.[0] > 0));
  const services = known(["response_mean", "restore_mean", "satisfaction", "promise_kept", "first_time_fix", "nps"]);
  if (!money.length || !services.length || D.layouts.length < 2) return null;
  return {
    controls: [{ key: "up", label: "Money", options: money.map((key) => [key, figure(key).label]) }, { key: "figure", label: "Service", options: services.map((key) => [key, figure(key).label]) }],
    draw: ({ figure: key, up }, width) => {
      const service = estimates(key);
      const rows = estimates(up).map((row, at) => ({ layout: row.layout, cost: row.value, costHalf: row.half, c1: row.low, c2: row.high,
        service: service[at].value, serviceHalf: service[at].half, s1: service[at].low, s2: service[at].high })).filter((row) => row.service !== null);
      const better = figure(key).better === "less" ? "lower" : "higher";
      const options = {
        width, height: Math.min(360, Math.max(240, width * 0.6)), marginLeft: 64, marginRight: 40, marginTop: 28, inset: 24, grid: true,
        x: { label: `${labelOf(key)} (${better} is better)`, labelArrow: "none", labelAnchor: "center", ticks: 5 }, y: { label: `${labelOf(up)} (${figure(up).better === "more" ? "higher" : "lower"} is better)`, labelArrow: "none", ticks: 5 }, color: layoutColours(false),
      };
      const marks = [
        Plot.ruleX(rows, { x: "service", y1: "c1", y2: "c2", stroke: "layout", strokeWidth: 2 }),
        Plot.ruleY(rows, { y: "cost", x1: "s1", x2: "s2", stroke: "layout", strokeWidth: 2 }),
        Plot.dot(rows, { x: "service", y: "cost", fill: "layout", r: 5, title: (row) => `${row.layout}\n${show(row.cost)} ± ${show(row.costHalf, 2)} ${figure(up).unit}\n${show(row.service)} ± ${show(row.serviceHalf, 2)}${unitOf(key)}`, tip: true }),
      ];
      // Names stand where there is room for them; the others are told by pointing at a dot.
      const [x, y] = ["x", "y"].map((scale) => plot({ ...options, marks }).scale(scale));
      const names = namesOf(rows.map((row) => ({ ...row, name: short(row.layout, 24), x: x.apply(row.service), y: y.apply(row.cost) - 17, r: -12 })), width, options.height);
      const label = (name) => Plot.text([name], { x: "service", y: "cost", text: "name", dx: name.dx, dy: -17, textAnchor: name.anchor, fill: "currentColor", stroke: "var(--card)", strokeWidth: 4, fontWeight: 600 });
      const drawing = plot({ ...options, color: layoutColours(names.length < rows.length), marks: [...names.map(label), ...marks] });
      const columns = [{ key: "layout", label: "layout", words: true }, { key: "cost", label: labelOf(up) }, { key: "costHalf", label: `± of ${figure(up).label} (95 %)`, digits: 2 },
        { key: "service", label: labelOf(key) }, { key: "serviceHalf", label: `± of ${figure(key).label} (95 %)`, digits: 2 }];
      return { rows, columns, drawing, note: "whiskers are 95 % intervals" };
    },
  };
};

/** Names of places or zones with their distributions in all layouts. */
function spots(kind) {
  const names = new Set(D.scenes.flatMap((scene) => (kind === "zone" ? scene.zones : scene.places.map((place) => place.name))));
  return [...names].filter((name) => D.scenes.some((scene) => timesOf(scene, kind, name)?.under.length));
}

function timesOf(scene, kind, name) {
  if (kind === "network") return scene.times;
  if (kind === "zone") return scene.zoneTimes?.[scene.zones.indexOf(name)];
  return scene.placeTimes[scene.places.findIndex((place) => place.name === name)];
}

CHARTS.distribution = () => {
  if (!D.scenes.some((scene) => scene.times.under.length)) return null;
  const options = [["network", "the whole network"], ...spots("place").map((name) => [`place:${name}`, `served by ${name}`]), ...(D.scenes[0].zoneTimes ? spots("zone").map((name) => [`zone:${name}`, `customers in ${name}`]) : [])];
  return {
    controls: [{ key: "where", label: "Of", options }],
    draw: ({ where }, width) => {
      const [kind, name] = [where.split(":")[0], where.slice(where.indexOf(":") + 1)];
      const rows = D.scenes.flatMap((scene, at) => (timesOf(scene, kind, name)?.under ?? []).map((share, edge) => ({ layout: D.layouts[at], hours: D.edges[edge], share: 100 * share })));
      const seen = rows.filter((row) => row.share < 99.95);
      const from = Math.max(D.edges[0], d3.min(rows.filter((row) => row.share > 0.5), (row) => row.hours) / 1.5 || D.edges[0]);
      const to = (d3.max(seen, (row) => row.hours) || 1) * 1.2;
      // As many ticks as there is room for, whole hours before their halves.
      const room = (46 * Math.log(to / from)) / (width - 78);
      const ticks = [1, 24, 168, 1 / 12, 4, 0.25, 8, 2, 48, 96, 0.5, 1 / 60, 336, 720].filter((hours) => hours >= from && hours <= to)
        .reduce((kept, hours) => (kept.every((other) => Math.abs(Math.log(other / hours)) >= room) ? [...kept, hours] : kept), []).sort(d3.ascending);
      const words = (hours) => (hours < 0.999 ? `${Math.round(hours * 60)} min` : hours < 48 ? `${hours} h` : `${hours / 24} d`);
      const drawing = plot({
        width, height: 320, marginLeft: 48, marginRight: 30, grid: true, x: { type: "log", domain: [from, to], axis: null, label: null },
        y: { label: "visited within [% of jobs]", domain: [0, 100] }, color: layoutColours(),
        marks: [
          Plot.gridX(ticks),
          Plot.axisX(ticks, { text: words, label: "response time: call to first arrival", labelAnchor: "center", labelOffset: 40 }),
          Plot.ruleY([50, 90, 95], { stroke: "currentColor", strokeOpacity: 0.25, strokeDasharray: "3,3" }),
          Plot.lineY(rows.filter((row) => row.hours >= from && row.hours <= to), { x: "hours", y: "share", z: "layout", stroke: "layout", strokeWidth: 2 }),
          Plot.tip(rows, Plot.pointerX({ x: "hours", y: "share", maxRadius: 40, title: (row) => `${row.layout}\n${show(row.share, 3)} % within ${row.hours < 1 ? show(row.hours * 60, 3) + " min" : show(row.hours, 3) + " h"}` })),
        ],
      });
      const columns = [{ key: "layout", label: "layout", words: true }, { key: "hours", label: "within [h]" }, { key: "share", label: "jobs [%]" }];
      return { rows, columns, drawing, note: kind === "network" ? "all jobs that were visited" : name };
    },
  };
};

CHARTS.ranking = () => {
  const keys = known(["promise_kept", "response_mean", "restore_mean", "satisfaction", "first_time_fix", "repeat_rate"]).filter((key) => D.mapped.includes(key));
  if (!keys.length) return null;
  const cuts = [["zone", "zones"], ["place", "centres and partners"]].filter(([kind]) => new Set(rankingRows(kind, keys[0]).map((row) => row.name)).size > 1);
  if (!cuts.length) return null;
  return {
    controls: [
      { key: "figure", label: "Figure", options: keys.map((key) => [key, figure(key).label]) },
      { key: "cut", label: "By", options: cuts },
      { key: "all", label: "all of them", switched: true, value: false },
    ],
    draw: ({ figure: key, cut, all }, width) => {
      const rows = rankingRows(cut, key);
      const worst = figure(key).better === "more" ? d3.min : d3.max;
      const sign = figure(key).better === "more" ? 1 : -1;
      const order = d3.groups(rows, (row) => row.name).sort(([, one], [, other]) => sign * (worst(one, (row) => row.value) - worst(other, (row) => row.value))).map(([name]) => name);
      const shown = all ? order : order.slice(0, 20);
      const seen = rows.filter((row) => shown.includes(row.name));
      const room = roomFor(shown, width);
      const drawing = plot({
        width, height: 70 + 18 * shown.length, marginLeft: room, marginRight: 24, grid: true,
        x: { label: labelOf(key), labelAnchor: "center", ticks: 5, nice: true }, y: { domain: shown, label: null, tickFormat: (name) => short(name, lettersIn(room)) }, color: layoutColours(),
        marks: [
          Plot.ruleY(d3.groups(seen, (row) => row.name), { y: ([name]) => name, x1: ([, of]) => d3.min(of, (row) => row.value), x2: ([, of]) => d3.max(of, (row) => row.value), stroke: "currentColor", strokeOpacity: 0.3 }),
          ...apart((mine, dy) => Plot.dot(seen.filter(mine), { x: "value", y: "name", fill: "layout", r: 4, dy, title: (row) => `${row.name}\n${row.layout}: ${show(row.value)}${unitOf(key)}\n${show(row.calls)} calls`, tip: true })),
        ],
      });
      const columns = [{ key: "name", label: cut, words: true }, { key: "layout", label: "layout", words: true }, { key: "value", label: labelOf(key) }, { key: "calls", label: "calls" }];
      const rank = new Map(order.map((name, at) => [name, at]));
      rows.sort((one, other) => rank.get(one.name) - rank.get(other.name));
      return { rows, columns, drawing, note: shown.length < order.length ? `the ${shown.length} of ${order.length} that fare worst` : "worst first" };
    },
  };
};

function rankingRows(cut, key) {
  return D.scenes.flatMap((scene, at) => {
    const [names, values, calls] = cut === "zone" ? [scene.zones, scene.year[key], scene.year.calls] : [scene.places.map((place) => place.name), scene.placeYear[key], scene.placeYear.calls];
    return names.map((name, of) => ({ name, layout: D.layouts[at], value: scaled(key, values?.[of] ?? null), calls: calls[of] })).filter((row) => row.value !== null && row.calls > 0);
  });
}

CHARTS.scatter = () => {
  const keys = Object.keys(D.spreads).filter((key) => D.spreads[key].some((spread) => spread && spread.values.length > 1));
  if (!keys.length) return null;
  return {
    controls: [{ key: "figure", label: "Figure", options: keys.map((key) => [key, figure(key).label]) }],
    draw: ({ figure: key }, width) => {
      const rows = D.layouts.flatMap((layout, at) => {
        const spread = D.spreads[key][at];
        if (!spread) return [];
        const of = Object.fromEntries(Object.entries(spread).filter(([name]) => name !== "values").map(([name, value]) => [name, scaled(key, value)]));
        return [{ layout, ...of, n: spread.n, values: spread.values.map((value) => scaled(key, value)) }];
      });
      const points = rows.flatMap((row) => row.values.map((value, at) => ({ layout: row.layout, value, replication: at })));
      const room = roomFor(D.layouts, width);
      const drawing = plot({
        width, height: 76 + 54 * rows.length, marginLeft: room, marginRight: 20, grid: true, x: { label: `${labelOf(key)}, by replication`, labelAnchor: "center", ticks: 6, nice: true },
        y: { domain: rows.map((row) => row.layout), label: null, tickFormat: (name) => short(name, lettersIn(room)) }, color: layoutColours(false),
        marks: [
          Plot.barX(rows, { x1: "p5", x2: "p95", y: "layout", fill: "layout", fillOpacity: 0.18, insetTop: 10, insetBottom: 10 }),
          Plot.tickX(points, { x: "value", y: "layout", stroke: "layout", strokeOpacity: 0.55, insetTop: 14, insetBottom: 14 }),
          Plot.ruleY(rows.filter((row) => row.half !== null), { x1: (row) => row.mean - row.half, x2: (row) => row.mean + row.half, y: "layout", stroke: "currentColor", strokeWidth: 4 }),
          Plot.dot(rows, { x: "mean", y: "layout", r: 5, fill: "currentColor", stroke: "var(--card)" , title: (row) => `${row.layout}\n${show(row.mean)} ± ${show(row.half, 2)}\nmedian ${show(row.median)}\n${bandOf(row.n)}: ${show(row.p5)} to ${show(row.p95)}`, tip: true }),
        ],
      });
      const columns = [{ key: "layout", label: "layout", words: true }, { key: "mean", label: "estimate" }, { key: "half", label: "± (95 %)", digits: 2 }, { key: "min", label: "lowest" }, { key: "p5", label: "5th percentile" },
        { key: "median", label: "median" }, { key: "p95", label: "95th percentile" }, { key: "max", label: "highest" }, { key: "n", label: "replications" }];
      return { rows, columns, drawing, note: `${labelOf(key)}: estimate with 95 % interval (dark), every replication (ticks), and the band: ${bandOf(d3.min(rows, (row) => row.n))}` };
    },
  };
};

CHARTS.differences = () => {
  if (!D.differences.length) return null;
  return {
    controls: [{ key: "layout", label: "Layout", options: D.differences.map((one, at) => [at, `${D.layouts[one.layout]} less ${D.layouts[D.baseline]}`]) }],
    draw: ({ layout: at }, width) => {
      const all = D.differences[+at].figures.map((row) => ({ ...row, label: figure(row.key).label,
        low: row.perCent - (row.perCentHalf ?? 0), high: row.perCent + (row.perCentHalf ?? 0), sort: row.better === null ? "not shown, or neither" : row.better ? "better" : "worse" }));
      // Points from -100 to 100 have no per cent worth drawing; they stand in the table.
      const rows = all.filter((row) => row.perCent !== null && row.key !== "nps");
      const room = roomFor(rows.map((row) => row.label), width);
      const drawing = plot({
        width, height: 76 + 26 * rows.length, marginLeft: room, marginRight: 24, grid: true, x: { label: `difference [% of ${D.layouts[D.baseline]}]`, labelAnchor: "center", ticks: 6, nice: true },
        y: { domain: rows.map((row) => row.label), label: null, tickFormat: (name) => short(name, lettersIn(room)) },
        color: { domain: ["better", "worse", "not shown, or neither"], range: ["#2a8f5b", "#c2571a", "#66758a"], legend: true },
        marks: [
          Plot.ruleX([0], { stroke: "currentColor" }),
          Plot.ruleY(rows, { x1: "low", x2: "high", y: "label", stroke: "sort", strokeWidth: 3 }),
          Plot.dot(rows, { x: "perCent", y: "label", fill: "sort", r: 5, title: (row) => `${row.label}\n${row.words}`, tip: true }),
        ],
      });
      const columns = [{ key: "label", label: "figure", words: true }, { key: "perCent", label: "difference [%]" }, { key: "perCentHalf", label: "± (joint 95 %)", digits: 2 }, { key: "words", label: "verdict", words: true }];
      return { rows: all, columns, drawing, note: "paired by replication; an interval that leaves zero out is a difference that is shown" };
    },
  };
};

CHARTS.zones = () => {
  const [delighted, dissatisfied] = [D.values.delighted, D.values.dissatisfied];
  if (!delighted?.some(Boolean) || !dissatisfied) return null;
  return {
    draw: (_, width) => {
      const rows = D.layouts.flatMap((layout, at) => {
        const [up, down] = [delighted[at]?.[0], dissatisfied[at]?.[0]];
        return up === undefined || down === undefined ? [] : [["dissatisfied", down], ["indifferent", 1 - up - down], ["delighted", up]].map(([zone, share]) => ({ layout, zone, share: 100 * share }));
      });
      const room = roomFor(D.layouts, width);
      const drawing = plot({
        width, height: 86 + 34 * D.layouts.length, marginLeft: room, marginRight: 24, x: { label: "customers [%]", labelAnchor: "center", domain: [0, 100] }, y: { domain: D.layouts, label: null, tickFormat: (name) => short(name, lettersIn(room)) },
        color: { domain: ["dissatisfied", "indifferent", "delighted"], range: ["#c2571a", "#b9bec6", "#2a8f5b"], legend: true },
        marks: [
          Plot.barX(rows, Plot.stackX({ x: "share", y: "layout", fill: "zone", order: ["dissatisfied", "indifferent", "delighted"], title: (row) => `${row.layout}\n${row.zone}: ${show(row.share, 3)} %`, tip: true })),
          Plot.text(rows, Plot.stackX({ x: "share", y: "layout", z: "zone", order: ["dissatisfied", "indifferent", "delighted"], text: (row) => (row.share * (width - room - 24) > 4600 ? `${show(row.share, 3)} %` : ""), fill: (row) => (row.zone === "indifferent" ? "#14181d" : "#ffffff"), fontWeight: 600 })),
        ],
      });
      return { rows, columns: [{ key: "layout", label: "layout", words: true }, { key: "zone", label: "customers are", words: true }, { key: "share", label: "[%]" }], drawing };
    },
  };
};

CHARTS.dimensions = () => {
  const rows = D.scenes.flatMap((scene, at) => scene.sides.flatMap((side) => side.qualities.map((of, dimension) => ({ layout: D.layouts[at], side: side.partner ? "partners" : "own people",
    dimension: D.dimensions[dimension].name, weight: D.dimensions[dimension].weight, value: of?.[0] ?? null, half: of?.[1] ?? null })))).filter((row) => row.value !== null && row.weight > 0);
  if (!rows.length) return null;
  return {
    draw: (_, width) => {
      const names = D.dimensions.filter((dimension) => rows.some((row) => row.dimension === dimension.name)).map((dimension) => dimension.name);
      const drawing = plot({
        width, height: 86 + 34 * names.length, marginLeft: 100, marginRight: 24, grid: true, x: { label: "perceived quality, 0 to 1", labelAnchor: "center", ticks: 6, nice: true }, y: { domain: names, label: null }, color: layoutColours(),
        symbol: { domain: ["own people", "partners"], range: ["circle", "square"], legend: true },
        marks: apart((mine, dy) => Plot.dot(rows.filter(mine), { x: "value", y: "dimension", stroke: "layout", fill: "layout", symbol: "side", r: 5, dy: 2 * dy, title: (row) => `${row.layout}, ${row.side}\n${row.dimension}: ${show(row.value)}\nweight ${show(100 * row.weight, 3)} %`, tip: true })),
      });
      const columns = [{ key: "layout", label: "layout", words: true }, { key: "side", label: "who", words: true }, { key: "dimension", label: "dimension", words: true }, { key: "weight", label: "weight", digits: 3 }, { key: "value", label: "perceived" }, { key: "half", label: "± (95 %)", digits: 2 }];
      return { rows, columns, drawing, note: "what customers made of each dimension of the service" };
    },
  };
};

CHARTS.sides = () => {
  const keys = known(D.mapped).filter((key) => !["calls", "closed", "partner_share"].includes(key));
  const closed = D.mapped.indexOf("closed");
  const working = new Set(D.scenes.flatMap((scene) => scene.sides.filter((side) => side.figures[closed]?.[0] > 0).map((side) => side.partner)));
  if (working.size < 2) return null;
  const rowsOf = (key) => D.scenes.flatMap((scene, at) => scene.sides.map((side) => {
    const [value, half] = side.figures[D.mapped.indexOf(key)] ?? [null, null];
    return { layout: D.layouts[at], side: side.partner ? "partners" : "own people", value: scaled(key, value), half: scaled(key, half) };
  })).filter((row) => row.value !== null);
  return {
    controls: [{ key: "figure", label: "Figure", options: keys.map((key) => [key, figure(key).label]), value: keys.find((key) => key === "first_time_fix") }],
    draw: ({ figure: key }, width) => {
      const rows = rowsOf(key);
      const room = roomFor(D.layouts, width);
      const drawing = plot({
        width, height: 86 + 34 * D.layouts.length, marginLeft: room, marginRight: 24, grid: true, x: { label: labelOf(key), labelAnchor: "center", ticks: 5, nice: true }, y: { domain: D.layouts, label: null, tickFormat: (name) => short(name, lettersIn(room)) },
        color: { domain: ["own people", "partners"], range: ["#3b6fd4", "#c2571a"], legend: true },
        marks: [
          Plot.ruleY(rows, { x1: (row) => row.value - (row.half ?? 0), x2: (row) => row.value + (row.half ?? 0), y: "layout", stroke: "side", strokeWidth: 3 }),
          Plot.dot(rows, { x: "value", y: "layout", fill: "side", r: 5.5, title: (row) => `${row.layout}, ${row.side}\n${figure(key).label}: ${show(row.value)}${unitOf(key)} ± ${show(row.half, 2)}`, tip: true }),
        ],
      });
      return { rows, columns: [{ key: "layout", label: "layout", words: true }, { key: "side", label: "who", words: true }, { key: "value", label: labelOf(key) }, { key: "half", label: "± (95 %)", digits: 2 }], drawing };
    },
  };
};
