// What it costs: accounts, the way from the baseline to another layout, months; and the load of the year.
"use strict";

const money = (value) => (value === null || value === undefined ? null : value * D.money.factor);

CHARTS.accounts = () => {
  if (!D.accounts.length) return null;
  return {
    controls: [{ key: "cut", label: "By", options: [["group", "group of accounts"], ["label", "account"]] }],
    draw: ({ cut }, width) => {
      const sums = d3.rollups(D.accounts, (all) => D.layouts.map((_, at) => d3.sum(all, (account) => account.values[at]?.[0] ?? 0)), (account) => account[cut]);
      sums.sort(([, one], [, other]) => d3.sum(other) - d3.sum(one));
      if (sums.length > PALETTE.length) {
        const small = sums.splice(PALETTE.length - 1);
        sums.push([`${small.length} others`, D.layouts.map((_, at) => d3.sum(small, ([, values]) => values[at]))]);
      }
      const order = sums.map(([name]) => name);
      const rows = sums.flatMap(([name, values]) => values.map((value, at) => ({ name, layout: D.layouts[at], value: money(value) }))).filter((row) => row.value !== 0);
      const room = roomFor(D.layouts, width);
      const totals = D.layouts.map((layout, at) => ({ layout, value: d3.sum(rows.filter((row) => row.layout === layout), (row) => row.value) }));
      const drawing = plot({
        width, height: 86 + 34 * D.layouts.length, marginLeft: room, marginRight: 70, x: { label: `cost [${D.money.unit}]`, labelAnchor: "center", ticks: 5, grid: true }, y: { domain: D.layouts, label: null, tickFormat: (name) => short(name, lettersIn(room)) },
        color: { domain: order, range: order.map((_, at) => PALETTE[at % PALETTE.length]), legend: true },
        marks: [
          Plot.barX(rows, Plot.stackX({ x: "value", y: "layout", fill: "name", order, stroke: "var(--card)", strokeWidth: 0.7, title: (row) => `${row.layout}\n${row.name}: ${show(row.value)} ${D.money.unit}`, tip: true })),
          Plot.text(totals, { x: "value", y: "layout", text: (row) => show(row.value), textAnchor: "start", dx: 6, fontWeight: 600, fill: "currentColor" }),
          Plot.ruleX([0]),
        ],
      });
      return { rows: rows.sort((one, other) => d3.ascending(D.layouts.indexOf(one.layout), D.layouts.indexOf(other.layout)) || other.value - one.value), columns: [{ key: "layout", label: "layout", words: true }, { key: "name", label: cut === "label" ? "account" : "group", words: true }, { key: "value", label: D.money.unit }], drawing, note: "means over replications" };
    },
  };
};

/** Steps from one total to another: each starts where the last one ended; small ones are gathered. */
function steps(parts, from, to, names) {
  const NAMED = 9;
  const largest = parts.filter((part) => part.value !== 0).sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
  const kept = largest.slice(0, NAMED);
  const rest = d3.sum(largest.slice(NAMED), (part) => part.value);
  if (largest.length > NAMED) kept.push({ label: `${largest.length - NAMED} others`, value: rest, half: null });
  const rows = [{ label: names[0], from: 0, to: from, value: from, sort: "total" }];
  let at = from;
  for (const part of kept) rows.push({ ...part, from: at, to: (at += part.value), sort: part.value > 0 ? "more" : "less" });
  rows.push({ label: names[1], from: 0, to, value: to, sort: "total" });
  return rows;
}

/** A waterfall: totals at both ends, the steps between them. */
function waterfall(rows, width, label, unit) {
  const names = rows.map((row, at) => `${at}`);
  const room = roomFor(rows.map((row) => row.label), width);
  const ends = rows.filter((row) => row.sort === "total").map((row) => row.value);
  const all = rows.flatMap((row) => [row.from, row.to]).filter((_, at) => at > 0);
  const span = d3.max(rows.flatMap((row) => (row.sort === "total" ? [row.to] : [row.from, row.to]))) - d3.min(rows.flatMap((row) => (row.sort === "total" ? [row.to] : [row.from, row.to])));
  // The steps are what is to be seen: where they are small against the totals, the axis begins near them.
  const low = d3.min(all.filter((value) => value !== 0 || ends.includes(0)));
  const start = span > 0 && low > 4 * span ? low - 0.6 * span : Math.min(0, low);
  const value = (row) => (row.sort === "total" ? show(row.value) : `${row.value > 0 ? "+" : ""}${show(row.value, 3)}`);
  const drawing = plot({
    width, height: 76 + 28 * rows.length, marginLeft: room, marginRight: 64, x: { label: `${label} [${unit}]${start > 0 ? ", axis cut" : ""}`, labelAnchor: "center", ticks: 5, grid: true, domain: [start, d3.max(all)] },
    y: { domain: names, label: null, tickFormat: (at) => short(rows[+at].label, lettersIn(room)) }, color: { domain: ["total", "more", "less"], range: ["#66758a", "#c2571a", "#2a8f5b"] },
    marks: [
      Plot.ruleX([start]),
      Plot.barX(rows, { x1: (row) => Math.max(start, row.from), x2: "to", y: (_, at) => `${at}`, fill: "sort", insetTop: 3, insetBottom: 3, title: (row) => `${row.label}\n${value(row)} ${unit}${row.half ? ` ± ${show(row.half, 2)}` : ""}`, tip: true }),
      Plot.text(rows, { x: (row) => Math.max(row.from, row.to), y: (_, at) => `${at}`, text: value, textAnchor: "start", dx: 5, fill: "currentColor", fontWeight: (row) => (row.sort === "total" ? 700 : 400) }),
    ],
  });
  return drawing;
}

function because(key, blockKey) {
  return D.because.map((one) => {
    const view = one.views.find((view) => view.key === key);
    return { ...one, view, block: view?.blocks.find((block) => block.key === blockKey) };
  }).filter((one) => one.block);
}

CHARTS.waterfall = () => {
  const all = because("account", "cost");
  if (!all.length) return null;
  const cuts = [["account", "account"], ["place", "centre or partner"]].filter(([cut]) => because(cut, "cost").length);
  return {
    controls: [
      { key: "layout", label: "To", options: all.map((one, at) => [at, D.layouts[one.layout]]) },
      { key: "cut", label: "by", options: cuts },
    ],
    draw: ({ layout, cut }, width) => {
      const one = because(cut, "cost")[+layout];
      const parts = one.block.lines.map((line) => ({ label: line.label, value: money(line.values[2]?.[0] ?? 0), half: money(line.values[2]?.[1]) }));
      const [from, to] = [0, 1].map((side) => money(one.block.total.values[side][0]));
      const names = [D.layouts[D.baseline], D.layouts[one.layout]];
      const rows = one.block.lines.map((line) => ({ label: line.label, from: money(line.values[0]?.[0]), to: money(line.values[1]?.[0]), value: money(line.values[2]?.[0]), half: money(line.values[2]?.[1]) }));
      rows.push({ label: "total cost", from, to, value: to - from, half: money(one.block.total.values[2]?.[1]) });
      const columns = [{ key: "label", label: cut, words: true }, { key: "from", label: `${names[0]} [${D.money.unit}]` }, { key: "to", label: `${names[1]} [${D.money.unit}]` }, { key: "value", label: `difference [${D.money.unit}]` }, { key: "half", label: "± (95 %)", digits: 2 }];
      return { rows, columns, drawing: waterfall(steps(parts, from, to, names), width, "cost", D.money.unit), note: `from ${names[0]} to ${names[1]}` };
    },
  };
};

CHARTS.stages = () => {
  const kinds = [["response", "response time"], ["restore", "time to restore"]].filter(([key]) => because("stage", key).length);
  if (!kinds.length) return null;
  return {
    controls: [
      { key: "layout", label: "To", options: because("stage", kinds[0][0]).map((one, at) => [at, D.layouts[one.layout]]) },
      { key: "kind", label: "of", options: kinds },
    ],
    draw: ({ layout, kind }, width) => {
      const one = because("stage", kind)[+layout];
      const parts = one.block.lines.map((line) => ({ label: line.label, value: line.values[2]?.[0] ?? 0, half: line.values[2]?.[1] }));
      const [from, to] = [0, 1].map((side) => one.block.total.values[side][0]);
      const names = [D.layouts[D.baseline], D.layouts[one.layout]];
      const rows = one.block.lines.concat([{ label: "mean", values: one.block.total.values }]).map((line) => ({ label: line.label, from: line.values[0]?.[0], to: line.values[1]?.[0], value: line.values[2]?.[0], half: line.values[2]?.[1] }));
      const columns = [{ key: "label", label: "stage", words: true }, { key: "from", label: `${names[0]} [h]` }, { key: "to", label: `${names[1]} [h]` }, { key: "value", label: "difference [h]" }, { key: "half", label: "± (95 %)", digits: 2 }];
      return { rows, columns, drawing: waterfall(steps(parts, from, to, names), width, kinds.find(([key]) => key === kind)[1], "h"), note: `from ${names[0]} to ${names[1]}, mean over jobs` };
    },
  };
};

const WEEKLY = [
  { key: "hours", label: "work and capacity", series: [["busy", "travel and work"], ["paid", "paid hours"]], unit: "person-hours a week" },
  { key: "utilisation", label: "utilisation", series: [["utilisation", "utilisation"]], unit: "%", factor: 100 },
  { key: "calls", label: "calls and jobs closed", series: [["calls", "calls"], ["closed", "jobs closed"]], unit: "a week" },
  { key: "backlog", label: "backlog", series: [["backlog", "jobs waiting"]], unit: "jobs waiting, mean of the week" },
];

CHARTS.weeks = () => {
  const whole = (scene) => scene.weeks.filter((week) => week.days >= 6.99);
  const has = (of) => D.scenes.some((scene) => whole(scene).some((week) => of.series.some(([key]) => week[key] && week[key][2] > 0)));
  const options = WEEKLY.filter(has);
  if (!options.length || !D.scenes.some((scene) => whole(scene).length > 1)) return null;
  return {
    controls: [{ key: "of", label: "Show", options: options.map((of) => [of.key, of.label]) }],
    draw: ({ of: key }, width) => {
      const of = WEEKLY.find((one) => one.key === key);
      const factor = of.factor ?? 1;
      const rows = D.scenes.flatMap((scene, at) => of.series.flatMap(([series, name]) => whole(scene).filter((week) => week[series]).map((week) => ({ layout: D.layouts[at], series: name, week: new Date(week.start + "T00:00:00Z"), start: week.start,
        mean: factor * week[series][0], low: factor * week[series][1], high: factor * week[series][2] }))));
      const facet = D.layouts.length > 1;
      const names = of.series.map(([, name]) => name);
      const drawing = plot({
        width, height: (facet ? 120 : 240) * (facet ? D.layouts.length : 1) + 66, marginLeft: 62, marginRight: facet ? Math.min(120, width * 0.2) : 20, grid: true, x: { type: "utc", label: "week", labelAnchor: "center" }, y: { label: of.unit, zero: true, ticks: 4, nice: true },
        fy: facet ? { domain: D.layouts, label: null, tickFormat: (name) => short(name, Math.floor(Math.min(120, width * 0.2) / 7)) } : undefined, color: { domain: names, range: ["#3b6fd4", "#c2571a"], legend: names.length > 1 },
        marks: [
          Plot.areaY(rows, { x: "week", y1: "low", y2: "high", z: (row) => row.layout + row.series, fy: facet ? "layout" : undefined, fill: "series", fillOpacity: 0.22 }),
          Plot.lineY(rows, { x: "week", y: "mean", z: (row) => row.layout + row.series, fy: facet ? "layout" : undefined, stroke: "series", strokeWidth: 1.8 }),
          Plot.tip(rows, Plot.pointerX({ x: "week", y: "mean", fy: facet ? "layout" : undefined, title: (row) => `${row.layout}, week of ${row.start}\n${row.series}: ${show(row.mean)}\n${show(row.low)} to ${show(row.high)} (${bandOf(D.replications)})` })),
          Plot.ruleY([0], { strokeOpacity: 0.4 }),
        ],
      });
      const columns = [{ key: "layout", label: "layout", words: true }, { key: "start", label: "week of", words: true }, { key: "series", label: "what", words: true }, { key: "mean", label: of.unit }, { key: "low", label: "low end of the band" }, { key: "high", label: "high end of the band" }];
      return { rows, columns, drawing, note: `mean over replications; band: ${bandOf(D.replications)}; whole weeks only` };
    },
  };
};

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

CHARTS.hours = () => {
  const options = [["calls", "calls an hour"], ["busy", "people on the way or at work"], ["paid", "people inside shifts"], ["waiting", "jobs waiting"]].filter(([key]) => D.scenes.some((scene) => d3.max(scene.week[key]) > 0));
  if (!options.length) return null;
  return {
    controls: [
      { key: "of", label: "Show", options },
      { key: "layout", label: "Layout", options: D.layouts.map((name, at) => [at, name]), value: D.focus },
    ],
    draw: ({ of, layout }, width) => {
      const rows = D.scenes[+layout].week[of].map((value, at) => ({ day: DAYS[Math.floor(at / 24)], hour: at % 24, value }));
      const drawing = plot({
        width, height: 270, marginLeft: 42, marginRight: 8, padding: 0.04, x: { domain: d3.range(24), label: "hour of the day", labelAnchor: "center", tickFormat: (hour) => (hour % (width < 500 ? 6 : 3) ? "" : `${hour}`), tickSize: 0 }, y: { domain: DAYS, label: null, tickSize: 0 },
        color: { scheme: "viridis", reverse: false, legend: true, label: options.find(([key]) => key === of)[1], domain: [0, d3.max(D.scenes, (scene) => d3.max(scene.week[of])) || 1], ticks: 4 },
        marks: [Plot.cell(rows, { x: "hour", y: "day", fill: "value", title: (row) => `${row.day} ${row.hour}:00 to ${row.hour + 1}:00\n${show(row.value)}`, tip: true })],
      });
      return { rows, columns: [{ key: "day", label: "day", words: true }, { key: "hour", label: "hour", digits: 3 }, { key: "value", label: options.find(([key]) => key === of)[1] }], drawing, note: `${D.layouts[+layout]}, mean over all weeks and replications` };
    },
  };
};
