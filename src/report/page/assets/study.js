// The charts of a study: points that nothing beats, what each factor does, which layout leads where.
"use strict";

const ofPoint = (point) => D.factors.map((factor, at) => `${factor.name} = ${D.points[point][at]}`).join("\n");
const varied = () => D.factors.map((factor, at) => at).filter((at) => D.factors[at].values.length > 1);
const columnsWith = () => D.columns.filter((key) => D.estimates[key].some((layouts) => layouts.some(Boolean)));

/** Values of a factor as numbers, where all are numbers, or numbers with the same unit; else null. */
function numbersOf(at) {
  const read = D.factors[at].values.map((value) => /^([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*(.*)$/i.exec(value));
  if (!read.every(Boolean) || new Set(read.map((found) => found[2])).size > 1) return null;
  return { unit: read[0][2], of: new Map(D.factors[at].values.map((value, index) => [value, +read[index][1]])) };
}
const labelOfFactor = (at) => D.factors[at].name + (numbersOf(at)?.unit ? ` [${numbersOf(at).unit}]` : "");

/** A row for each point and layout in which a figure has a value. */
function pointRows(keys) {
  return D.points.flatMap((values, point) => D.layouts.map((layout, at) => {
    const row = { point, layout };
    D.factors.forEach((factor, of) => (row[`f${of}`] = values[of]));
    for (const key of keys) {
      const [value, half] = D.estimates[key][point][at] ?? [null, null];
      row[key] = scaled(key, value);
      row[`${key} half`] = scaled(key, half);
    }
    return row;
  })).filter((row) => keys.every((key) => row[key] !== null));
}

const factorColumns = () => varied().map((at) => ({ key: `f${at}`, label: D.factors[at].name, words: true }));
const estimateColumns = (key) => [{ key, label: labelOf(key) }, { key: `${key} half`, label: `± of ${figure(key).label}`, digits: 2 }];

/** Rows that no other beats in both figures. */
function front(rows, one, other) {
  const sign = (key) => (figure(key).better === "more" ? -1 : 1);
  const worth = (row) => [sign(one) * row[one], sign(other) * row[other]];
  const beaten = (row) => rows.some((rival) => {
    const [a, b] = [worth(row), worth(rival)];
    return b[0] <= a[0] && b[1] <= a[1] && (b[0] < a[0] || b[1] < a[1]);
  });
  return rows.filter((row) => !beaten(row)).sort((a, b) => a[one] - b[one]);
}

CHARTS.pareto = () => {
  const keys = columnsWith().filter((key) => figure(key).better !== "neither");
  if (keys.length < 2) return null;
  const cost = keys.find((key) => key.startsWith("cost")) ?? keys[0];
  const service = keys.find((key) => key !== cost && !key.startsWith("cost") && !key.startsWith("account")) ?? keys.find((key) => key !== cost);
  const options = keys.map((key) => [key, figure(key).label]);
  return {
    controls: [{ key: "x", label: "Across", options, value: service }, { key: "y", label: "Up", options, value: cost },
      { key: "by", label: "Colour by", options: [...(D.layouts.length > 1 ? [["layout", "layout"]] : []), ...varied().map((at) => [`f${at}`, D.factors[at].name])] }],
    draw: ({ x, y, by }, width) => {
      const rows = pointRows(x === y ? [x] : [x, y]);
      const best = front(rows, x, y);
      best.forEach((row) => (row.front = "yes"));
      const numbers = by === "layout" ? null : numbersOf(+by.slice(1));
      const many = by !== "layout" && numbers && numbers.of.size > 8;
      const colour = many ? { type: "linear", scheme: "viridis", legend: true, label: labelOfFactor(+by.slice(1)) }
        : by === "layout" ? layoutColours() : { type: "ordinal", domain: D.factors[+by.slice(1)].values, range: D.factors[+by.slice(1)].values.map((_, at) => colourOf(at)), legend: true };
      const fill = many ? (row) => numbers.of.get(row[by]) : (row) => row[by];
      const tip = (row) => `${D.layouts.length > 1 ? row.layout + "\n" : ""}${ofPoint(row.point)}\n${figure(x).label}: ${show(row[x])} ± ${show(row[`${x} half`], 2)}\n${figure(y).label}: ${show(row[y])} ± ${show(row[`${y} half`], 2)}`;
      const drawing = plot({
        width, height: Math.min(480, Math.max(300, width * 0.55)), marginLeft: 64, marginRight: 24, inset: 14, grid: true, color: colour,
        x: { label: `${labelOf(x)} (${figure(x).better} is better)`, labelArrow: "none", labelAnchor: "center", ticks: 6 }, y: { label: `${labelOf(y)} (${figure(y).better} is better)`, labelArrow: "none", ticks: 6 },
        marks: [
          Plot.line(best, { x, y, z: null, stroke: "currentColor", strokeOpacity: 0.5, strokeDasharray: "4,3" }),
          Plot.dot(rows.filter((row) => !row.front), { x, y, fill, r: 4, fillOpacity: 0.55 }),
          Plot.dot(best, { x, y, fill, r: 6.5, stroke: "currentColor", strokeWidth: 1.4 }),
          Plot.tip(rows, Plot.pointer({ x, y, title: tip })),
        ],
      });
      const columns = [{ key: "front", label: "on the front", words: true }, { key: "layout", label: "layout", words: true }, ...factorColumns(), ...estimateColumns(y), ...(x === y ? [] : estimateColumns(x))];
      return { rows: [...best, ...rows.filter((row) => !row.front)], columns, drawing, note: `${best.length} of ${rows.length} points and layouts are not beaten` };
    },
  };
};

/** What a layout's effects on a figure are, of one measure; in the figure's unit where the measure has one. */
function effectRows(layout, key, measure) {
  const found = (D.effects[layout]?.[key]?.rows ?? []).filter((row) => row.measure === measure && row.factor !== null && row.at === null);
  const factor = (row) => (row.plain ? 1 : figure(key).factor);
  return found.map((row) => ({ name: [row.factor, row.with].filter((at) => at !== null).map((at) => D.factors[at].name).join(" × "), factor: row.factor,
    value: row.value * factor(row), low: row.low === null ? null : row.low * factor(row), high: row.high === null ? null : row.high * factor(row), shown: row.shown === false ? "no" : "yes", plain: row.plain }));
}

const measuresOf = (key) => [...new Set(D.effects.flatMap((of) => (of?.[key]?.rows ?? []).filter((row) => row.factor !== null && row.at === null).map((row) => row.measure)))];
const layoutChoice = () => ({ key: "layout", label: "Layout", options: D.layouts.map((name, at) => [at, name]), value: 0 });
const figureChoice = (keys) => ({ key: "figure", label: "Figure", options: keys.map((key) => [key, figure(key).label]) });

CHARTS.effects = () => {
  const keys = D.columns.filter((key) => measuresOf(key).length);
  if (!keys.length) return null;
  const measures = [...new Set(keys.flatMap(measuresOf))];
  return {
    controls: [figureChoice(keys), layoutChoice(), { key: "measure", label: "Measure", options: measures.map((measure) => [measure, measure === D.chief.measure ? `${measure}: ${D.chief.words}` : measure]), value: measures.includes(D.chief.measure) ? D.chief.measure : measures[0] }],
    draw: ({ figure: key, layout, measure }, width) => {
      const rows = effectRows(+layout, key, measure).sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
      const shown = rows.slice(0, 24);
      const room = roomFor(shown.map((row) => row.name), width);
      const unit = rows[0]?.plain ? "" : figure(key).unit;
      const drawing = plot({
        width, height: 76 + 24 * Math.max(1, shown.length), marginLeft: room, marginRight: 30, grid: true, x: { label: `${measure} of ${figure(key).label}${unit ? ` [${unit}]` : ""}`, labelAnchor: "center", ticks: 5, nice: true },
        y: { domain: shown.map((row) => row.name), label: null, tickFormat: (name) => short(name, lettersIn(room)) },
        marks: [
          Plot.barX(shown, { x: "value", y: "name", fill: (row) => (row.value < 0 ? "#2a8f5b" : "#3b6fd4"), fillOpacity: (row) => (row.shown === "no" ? 0.35 : 0.9), insetTop: 2, insetBottom: 2, title: (row) => `${row.name}\n${measure}: ${show(row.value)}${row.low === null ? "" : ` (${show(row.low)} to ${show(row.high)})`}`, tip: true }),
          Plot.ruleY(shown.filter((row) => row.low !== null), { y: "name", x1: "low", x2: "high", stroke: "currentColor", strokeWidth: 1.5 }),
          Plot.ruleX([0], { stroke: "currentColor" }),
        ],
      });
      const notes = D.effects[+layout]?.[key]?.notes ?? [];
      const columns = [{ key: "name", label: "factor", words: true }, { key: "value", label: `${measure}${unit ? ` [${unit}]` : ""}` }, { key: "low", label: "low end" }, { key: "high", label: "high end" }, { key: "shown", label: "shown", words: true }];
      return { rows, columns, drawing, note: [`${D.layouts[+layout]}, ${figure(key).label}`, ...notes.slice(0, 1)].join(". ") };
    },
  };
};

CHARTS.tornado = () => {
  const keys = D.columns.filter((key) => measuresOf(key).includes("low") && measuresOf(key).includes("high"));
  if (!keys.length) return null;
  return {
    controls: [figureChoice(keys), layoutChoice()],
    draw: ({ figure: key, layout }, width) => {
      const high = new Map(effectRows(+layout, key, "high").map((row) => [row.factor, row]));
      const pairs = effectRows(+layout, key, "low").map((low) => ({ name: low.name, low: low.value, high: high.get(low.factor)?.value ?? 0 })).sort((one, other) => Math.abs(other.high - other.low) - Math.abs(one.high - one.low));
      const rows = pairs.flatMap((row) => [{ name: row.name, side: "low side", value: row.low }, { name: row.name, side: "high side", value: row.high }]);
      const room = roomFor(pairs.map((row) => row.name), width);
      const drawing = plot({
        width, height: 86 + 24 * pairs.length, marginLeft: room, marginRight: 30, grid: true, x: { label: `change of ${figure(key).label}${unitOf(key) ? ` [${figure(key).unit}]` : ""} from all in the middle`, labelAnchor: "center", ticks: 5, nice: true },
        y: { domain: pairs.map((row) => row.name), label: null, tickFormat: (name) => short(name, lettersIn(room)) }, color: { domain: ["low side", "high side"], range: ["#c2571a", "#3b6fd4"], legend: true },
        marks: [
          Plot.barX(rows, { x1: 0, x2: "value", y: "name", fill: "side", fillOpacity: 0.85, insetTop: 2, insetBottom: 2, title: (row) => `${row.name}, ${row.side}\n${show(row.value)}${unitOf(key)}`, tip: true }),
          Plot.ruleX([0], { stroke: "currentColor" }),
        ],
      });
      return { rows: pairs, columns: [{ key: "name", label: "factor", words: true }, { key: "low", label: "at its low side" }, { key: "high", label: "at its high side" }], drawing, note: `${D.layouts[+layout]}` };
    },
  };
};

CHARTS.levels = () => {
  const [keys, factors] = [columnsWith(), varied()];
  if (!keys.length || !factors.length) return null;
  return {
    controls: [figureChoice(keys), { key: "factor", label: "By", options: factors.map((at) => [at, D.factors[at].name]) }],
    draw: ({ figure: key, factor }, width) => {
      const at = +factor;
      const numbers = numbersOf(at);
      const x = (row) => (numbers ? numbers.of.get(row[`f${at}`]) : row[`f${at}`]);
      const rows = pointRows([key]);
      const few = D.factors[at].values.length <= 12;
      const means = d3.rollups(rows, (all) => d3.mean(all, (row) => row[key]), (row) => row.layout, (row) => row[`f${at}`]).flatMap(([layout, values]) => values.map(([value, mean]) => ({ layout, [`f${at}`]: value, mean })));
      const order = numbers ? means.sort((one, other) => x(one) - x(other)) : means;
      const drawing = plot({
        width, height: 330, marginLeft: 64, marginRight: 24, grid: true, color: layoutColours(), inset: numbers ? 12 : 0,
        x: { label: labelOfFactor(at), labelAnchor: "center", ...(numbers ? { ticks: few ? [...numbers.of.values()] : 6, tickFormat: (value) => show(value) } : { type: "point", domain: D.factors[at].values, tickFormat: (name) => short(name, 12) }) }, y: { label: labelOf(key), ticks: 6 },
        marks: [
          Plot.dot(rows, { x, y: key, fill: "layout", r: 3.5, fillOpacity: 0.45, title: (row) => `${row.layout}\n${ofPoint(row.point)}\n${show(row[key])} ± ${show(row[`${key} half`], 2)}${unitOf(key)}`, tip: true }),
          ...(few ? [Plot.line(order, { x, y: "mean", z: "layout", stroke: "layout", strokeWidth: 2.2 }), Plot.dot(order, { x, y: "mean", fill: "layout", r: 5, stroke: "var(--card)" })] : []),
        ],
      });
      return { rows, columns: [{ key: `f${at}`, label: D.factors[at].name, words: true }, { key: "layout", label: "layout", words: true }, ...factorColumns().filter((column) => column.key !== `f${at}`), ...estimateColumns(key)], drawing, note: `${figure(key).label} by ${D.factors[at].name}` };
    },
  };
};

/** Means over points by two factors and layout. */
function pairMeans(key, one, other) {
  const groups = d3.rollups(pointRows([key]), (all) => ({ mean: d3.mean(all, (row) => row[key]), points: all.length }), (row) => row.layout, (row) => row[`f${one}`], (row) => row[`f${other}`]);
  return groups.flatMap(([layout, ones]) => ones.flatMap(([a, others]) => others.map(([b, of]) => ({ layout, a, b, ...of }))));
}

const gridFactors = () => varied().filter((at) => D.factors[at].values.length <= 12);

/** Of two factors the second is the one that is not the first: there is nothing to choose. */
const others = (options) => (options.length > 2 ? options : options.slice(1));

CHARTS.interaction = () => {
  const [keys, factors] = [columnsWith(), gridFactors()];
  if (!keys.length || factors.length < 2) return null;
  const options = factors.map((at) => [at, D.factors[at].name]);
  return {
    controls: [figureChoice(keys), { key: "one", label: "Across", options, value: factors[0] }, { key: "other", label: "Lines", options: others(options), value: factors[1] }, layoutChoice()],
    draw: ({ figure: key, one, other: asked, layout }, width) => {
      const other = +asked === +one ? factors.find((at) => at !== +one) : asked;
      const numbers = numbersOf(+one);
      const x = (row) => (numbers ? numbers.of.get(row.a) : row.a);
      const rows = pairMeans(key, +one, +other).filter((row) => row.layout === D.layouts[+layout]);
      if (numbers) rows.sort((a, b) => x(a) - x(b));
      const domain = D.factors[+other].values;
      const drawing = plot({
        width, height: 330, marginLeft: 64, marginRight: 24, grid: true, inset: numbers ? 12 : 0, color: { type: "ordinal", domain, range: domain.map((_, at) => colourOf(at)), legend: true },
        x: { label: labelOfFactor(+one), labelAnchor: "center", ...(numbers ? { ticks: [...numbers.of.values()], tickFormat: (value) => show(value) } : { type: "point", domain: D.factors[+one].values }) }, y: { label: labelOf(key), ticks: 6 },
        marks: [Plot.line(rows, { x, y: "mean", z: "b", stroke: "b", strokeWidth: 2 }), Plot.dot(rows, { x, y: "mean", fill: "b", r: 4.5, title: (row) => `${D.factors[+one].name} = ${row.a}\n${D.factors[+other].name} = ${row.b}\n${show(row.mean)}${unitOf(key)}`, tip: true })],
      });
      return { rows, columns: [{ key: "a", label: D.factors[+one].name, words: true }, { key: "b", label: D.factors[+other].name, words: true }, { key: "mean", label: `mean ${labelOf(key)}` }, { key: "points", label: "points" }], drawing, note: `${D.layouts[+layout]}; colours are values of ${D.factors[+other].name}` };
    },
  };
};

CHARTS.leaders = () => {
  const keys = columnsWith().filter((key) => figure(key).better !== "neither");
  const factors = gridFactors();
  if (D.layouts.length < 2 || !keys.length || factors.length < 2) return null;
  const options = factors.map((at) => [at, D.factors[at].name]);
  return {
    controls: [figureChoice(keys), { key: "one", label: "Across", options, value: factors[0] }, { key: "other", label: "Up", options: others(options), value: factors[1] }],
    draw: ({ figure: key, one, other: asked }, width) => {
      const other = +asked === +one ? factors.find((at) => at !== +one) : asked;
      const sign = figure(key).better === "more" ? -1 : 1;
      const rows = d3.groups(pairMeans(key, +one, +other), (row) => row.a, (row) => row.b).flatMap(([a, others]) => others.map(([b, all]) => {
        const [best, next] = all.sort((p, q) => sign * (p.mean - q.mean));
        return { a, b, leader: best.layout, mean: best.mean, lead: next ? Math.abs(next.mean - best.mean) : null };
      }));
      const drawing = plot({
        width, height: 110 + 44 * D.factors[+other].values.length, marginLeft: 90, marginRight: 12, padding: 0.04, color: layoutColours(),
        x: { domain: D.factors[+one].values, label: labelOfFactor(+one), labelAnchor: "center", type: "band" }, y: { domain: D.factors[+other].values.slice().reverse(), label: labelOfFactor(+other), type: "band" },
        marks: [
          Plot.cell(rows, { x: "a", y: "b", fill: "leader", fillOpacity: 0.85, title: (row) => `${D.factors[+one].name} = ${row.a}\n${D.factors[+other].name} = ${row.b}\n${row.leader}: ${show(row.mean)}${unitOf(key)}\nlead over the next: ${show(row.lead, 3)}`, tip: true }),
          Plot.text(rows, { x: "a", y: "b", text: (row) => show(row.mean, 3), fill: "#ffffff", fontWeight: 600 }),
        ],
      });
      return { rows, columns: [{ key: "a", label: D.factors[+one].name, words: true }, { key: "b", label: D.factors[+other].name, words: true }, { key: "leader", label: "leader", words: true }, { key: "mean", label: labelOf(key) }, { key: "lead", label: "lead over the next", digits: 3 }], drawing, note: "by means; whether a lead is shown stands with the points" };
    },
  };
};

CHARTS.points = () => {
  const keys = columnsWith();
  if (!keys.length) return null;
  return {
    controls: [figureChoice(keys)],
    draw: ({ figure: key }, width) => {
      const rows = pointRows([key]).map((row) => {
        const [value, half, words] = D.differences[key][row.point][D.layouts.indexOf(row.layout)] ?? [null, null, null];
        return { ...row, difference: scaled(key, value), differenceHalf: scaled(key, half), verdict: words };
      });
      const order = rows.slice().sort((one, other) => one[key] - other[key]).map((row, rank) => ({ ...row, rank: rank + 1 }));
      const drawing = plot({
        width, height: 280, marginLeft: 64, grid: true, color: layoutColours(), x: { label: "points and layouts in order", labelAnchor: "center", ticks: [] }, y: { label: labelOf(key), ticks: 6 },
        marks: [
          Plot.ruleX(order, { x: "rank", y1: (row) => row[key] - (row[`${key} half`] ?? 0), y2: (row) => row[key] + (row[`${key} half`] ?? 0), stroke: "layout", strokeOpacity: 0.6 }),
          Plot.dot(order, { x: "rank", y: key, fill: "layout", r: 3, title: (row) => `${row.layout}\n${ofPoint(row.point)}\n${show(row[key])} ± ${show(row[`${key} half`], 2)}${unitOf(key)}${row.verdict ? `\nagainst ${D.layouts[D.baseline]}: ${row.verdict}` : ""}`, tip: true }),
        ],
      });
      const columns = [{ key: "point", label: "point" }, { key: "layout", label: "layout", words: true }, ...factorColumns(), ...estimateColumns(key), { key: "difference", label: `less ${D.layouts[D.baseline]}` }, { key: "differenceHalf", label: "± (joint 95 %)", digits: 2 }, { key: "verdict", label: "verdict", words: true }];
      return { rows, columns, drawing, note: `${figure(key).label} with 95 % intervals, from the lowest to the highest` };
    },
  };
};
