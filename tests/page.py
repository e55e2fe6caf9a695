"""Opens pages in a headless Chromium as people do: at a desk and on a phone, in the light and in the dark.

    python tests/page.py target/release/callout [--shots DIR] [--only NAME]

Needs the packages `playwright` and `axe-playwright-python` of PyPI, and Chromium at /usr/bin/chromium (or in $CHROMIUM).
"""

import argparse
import csv
import io
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent.parent
# Without these, Chromium asks for updates by itself.
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
LARGEST = 3_000_000
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def wide(folder, zones, layouts):
    """A network of many zones with Chinese names, and as many layouts."""
    rows = [["name", "lat", "lon", "spread", "size.unit"]]
    for at in range(zones):
        name = "东西南北中上下左右前"[at % 10] + "山河湖海城镇村桥港岭"[at // 10 % 10] + "区县市"[at // 100 % 3]
        lat = 30 + 0.37 * (at // 20) + 0.1 * math.sin(at)
        rows.append([name, f"{lat:.4f}", f"{110 + 0.41 * (at % 20) + 0.1 * math.cos(3 * at):.4f}", "9 km", str(300 + 5000 // (1 + at % 37))])
    with open(folder / "zones.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    text = """
[scenario]
name = "三百个区的网络"
question = "每个中心需要多少名技术员？"
start = 2026-03-01
horizon = "100 d"
warm_up = "9 d"
replications = 4
[tables]
zone = "zones.csv"
[product.unit]
hazard = { law = "exponential", rate = "30 %/year" }
[kind.repair]
work = { law = "gamma", mean = "1 h", cv = 0.5 }
respond_within = "24 h"
[stream.failures]
kind = "repair"
failures = "unit"
[grade.plain]
wage = 30
fix = 0.9
[roster.day]
shifts = ["daily 08:00-18:00"]
[travel]
from = "geography"
speed = "50 km/h"
"""
    for at in range(12):
        text += f'[centre."{"甲乙丙丁戊己庚辛壬癸子丑"[at]}中心"]\nlat = {30.6 + 2.2 * (at // 4)}\nlon = {111 + 2 * (at % 4)}\nrent = 9000\nteam.day = {{ technicians = 6, grade = "plain", roster = "day" }}\n'
    text += '[partner."帮手"]\nfee = { repair = 150 }\ncapacity = 3\nresponse = "20 h"\nfix = 0.8\n'
    text += '[[sourcing]]\nto = ["nearest"]\noverflow_backlog = 12\n[[sourcing]]\nto = ["帮手"]\n'
    for at in range(layouts):
        text += f'[[layout]]\nname = "方案{at + 1}：每个中心{at + 3}名技术员"\nsummary = "每个中心有{at + 3}名技术员"\n'
        text += "".join(f'centre."{c}中心".team.day.technicians = {at + 3}\n' for c in "甲乙丙丁戊己庚辛壬癸子丑")
    path = folder / "wide.toml"
    path.write_text(text, encoding="utf-8")
    return path


class Visit:
    """A page that is open; whatever goes wrong in it is remembered."""

    def __init__(self, browser, path, width, scheme):
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True)
        self.page = self.context.new_page()
        self.faults = []
        self.page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self.asked)
        self.page.goto(path.as_uri())
        self.page.wait_for_function("document.documentElement.dataset.charts !== undefined")

    def asked(self, request):
        if not request.url.startswith(("file:", "blob:", "data:")):
            self.faults.append(f"request: {request.url}")

    def close(self, what):
        self.context.close()
        assert not self.faults, f"{what}: {self.faults}"


def charts(page):
    return [frame.get_attribute("data-chart") for frame in page.query_selector_all("figure[data-chart]")]


def drawing(page, chart):
    return page.eval_on_selector(f"#chart-{chart} .plot", "box => box.innerHTML")


def looks(visit, what, expected):
    """Every chart is drawn, has a table with rows and a CSV file that says the same."""
    page = visit.page
    present = charts(page)
    assert set(expected) <= set(present), f"{what}: {set(expected) - set(present)} is missing"
    for chart in present:
        frame = page.query_selector(f"#chart-{chart}")
        assert frame.query_selector(".plot svg"), f"{what}: {chart} is not drawn"
        assert "NaN" not in drawing(page, chart), f"{what}: {chart} has places that are no numbers"
        label = frame.query_selector(".plot").get_attribute("aria-label")
        assert label and len(label) > 20, f"{what}: {chart} has no words"
        frame.query_selector("details summary").click()
        page.wait_for_selector(f"#chart-{chart} table")
        rows = page.query_selector_all(f"#chart-{chart} tbody tr")
        assert rows, f"{what}: the table of {chart} is empty"
        with page.expect_download() as download:
            frame.query_selector("button.save").click()
        saved = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
        assert len(saved) - 1 >= len(rows), f"{what}: the CSV file of {chart} has {len(saved) - 1} rows, the table {len(rows)}"
        first = [cell.inner_text().strip() for cell in rows[0].query_selector_all("th, td")]
        for shown, kept in zip(first, saved[1]):
            same = shown == kept.strip() or (shown == "–" and kept == "") or near(shown, kept)
            assert same, f"{what}: {chart} shows {shown!r} and saves {kept!r}"
        frame.query_selector("details summary").click()


def plays(visit, what):
    """A day stands still until it is played; the slider goes to any time."""
    page = visit.page
    slider = page.query_selector("#chart-day input[type=range]")
    seen = set()
    for share in [0.1, 0.45, 0.6]:
        slider.evaluate("(one, share) => { one.value = Number(one.min) + (one.max - one.min) * share; one.dispatchEvent(new Event('input')); }", share)
        seen.add(page.eval_on_selector("#chart-day", "frame => frame.innerText"))
    assert len(seen) == 3, f"{what}: the day is the same at all times"
    still = slider.evaluate("one => one.value")
    page.wait_for_timeout(300)
    assert slider.evaluate("one => one.value") == still, f"{what}: the day plays by itself"
    page.query_selector("#chart-day button").click()
    page.wait_for_timeout(1200)
    assert slider.evaluate("one => one.value") != still, f"{what}: the day does not play"
    page.query_selector("#chart-day button").click()


def near(shown, kept):
    try:
        return math.isclose(float(shown.replace(",", "")), float(kept), rel_tol=5e-2, abs_tol=1e-6)
    except ValueError:
        return False


def switches(visit, what):
    """Every choice draws something; layouts, figures and months of the map draw something else."""
    page = visit.page
    for chart in charts(page):
        for choice in page.query_selector_all(f"#chart-{chart} .controls select"):
            values = [option.get_attribute("value") for option in choice.query_selector_all("option")]
            seen = set()
            for value in values[:6]:
                choice.select_option(value)
                seen.add(drawing(page, chart))
                assert page.query_selector(f"#chart-{chart} .plot svg"), f"{what}: {chart} is gone with {value}"
            assert len(seen) > 1, f"{what}: {choice.get_attribute('id')} changes nothing"
            choice.select_option(values[0])


def fits(visit, what):
    wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{what}: the page is {wide} px too wide"


def reads_well(visit, what):
    """Contrast, names, order: what axe finds wrong."""
    for frame in visit.page.query_selector_all("details:not([open])")[:60]:
        frame.evaluate("element => element.open = true")
    found = Axe().run(visit.page, options=RULES).response["violations"]
    told = [f"{one['id']}: {one['help']}: {[node['html'][:150] for node in one['nodes'][:3]]}" for one in found]
    assert not told, f"{what}: {told}"


def agrees(visit, what, folder):
    """The numbers of the page are those of summary.json."""
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    drawn = visit.page.evaluate("D")
    for at, layout in enumerate(told["layouts"]):
        assert drawn["layouts"][at] == layout["name"]
        for key, figure in layout["figures"].items():
            if figure["value"] is not None:
                assert drawn["values"][key][at] == [figure["value"], figure["half_width"]], f"{what}: {key}"
    total = sum((account["values"][0] or [0])[0] for account in drawn["accounts"])
    cost = told["layouts"][0]["figures"]["cost_total"]["value"]
    assert math.isclose(total, cost, rel_tol=1e-9), f"{what}: accounts add up to {total}, not {cost}"


def agrees_with_points(visit, what, folder):
    """The estimates of the page are those of points.csv."""
    drawn = visit.page.evaluate("D")
    with open(folder / "points.csv", encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    fronts(visit, what)
    assert len(told) == len(drawn["points"]) * len(drawn["layouts"])
    for row in told:
        point, layout = int(row["point"]), drawn["layouts"].index(row["layout"])
        for key in drawn["columns"]:
            value = drawn["estimates"][key][point][layout]
            assert (value is None and row[key] == "") or value[0] == float(row[key]), f"{what}: {key} at point {point}"


def fronts(visit, what):
    """The points that nothing beats, reckoned here once more from all that is drawn."""
    rows = visit.page.evaluate("pointRows(['cost_total', 'response_mean'])")
    told = visit.page.evaluate("front(pointRows(['cost_total', 'response_mean']), 'response_mean', 'cost_total').map(row => [row.point, row.layout])")
    worth = [(row["response_mean"], row["cost_total"]) for row in rows]
    beaten = [any(b[0] <= a[0] and b[1] <= a[1] and b != a for b in worth) for a in worth]
    left = {(row["point"], row["layout"]) for row, out in zip(rows, beaten) if not out}
    assert left and {tuple(one) for one in told} == left, f"{what}: {told} is not {left}"


def study(folder, design):
    """A study of the first network with a design of its own."""
    path = folder / f"{design}.toml"
    path.write_text(
        f"""
[study]
name = "青岛：{design}"
scenario = "{HERE / 'scenarios/first.toml'}"
set = ["scenario.horizon=60 d"]
replications = 4
figures = ["cost_total", "response_mean", "satisfaction"]
[design]
kind = "{design}"
[factor."技术员"]
key = "centre.Depot.team.field.technicians"
values = [2, 4]
[factor.wage]
key = "grade.technician.wage"
values = [25, 35]
[factor.promise]
key = "kind.repair.respond_within"
values = ["12 h", "24 h"]
""".replace('\n\n', '\n'),
        encoding="utf-8",
    )
    return path


ALWAYS = {"distribution", "hours", "accounts"}
COMPARED = ALWAYS | {"tradeoff", "scatter", "differences", "waterfall", "stages"}

PAGES = {
    "first": (["scenarios/first.toml", "--replications", "12"], COMPARED | {"map", "ranking", "weeks", "sides", "zones", "dimensions"}),
    "alone": (["scenarios/first.toml", "--replications", "3", "--layout", "own"], ALWAYS | {"map", "weeks", "zones"}),
    "once": (["scenarios/first.toml", "--replications", "1"], ALWAYS | {"map"}),
    "day": (["scenarios/first.toml", "--replications", "3", "--day", "2026-07-20"], COMPARED | {"map"}),
    "wide": ([], COMPARED | {"map", "ranking", "sides"}),
}


STUDIES = {
    "technicians": {"pareto", "effects", "levels", "interaction", "leaders", "points"},
    "factorial": {"pareto", "effects", "levels", "interaction", "leaders", "points"},
    "one-at-a-time": {"pareto", "effects", "tornado", "levels", "points"},
}


def main(arguments):
    program = Path(arguments.program).resolve()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        folder = Path(folder)
        browser = play.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS.split())
        for name, (options, expected) in PAGES.items():
            if arguments.only and arguments.only != name:
                continue
            options = options or [str(wide(folder, 300, 10))]
            out = folder / name
            subprocess.run([program, "run", *options, "--quiet", "--out", out], cwd=HERE, check=True, stdout=subprocess.DEVNULL)
            subprocess.run([program, "report", "--quiet", out], check=True)
            check(browser, name, out / "report.html", out, expected, agrees, arguments.shots)
        for name, expected in STUDIES.items():
            if arguments.only and arguments.only != name:
                continue
            file = HERE / "scenarios/studies/technicians.toml" if name == "technicians" else study(folder, name)
            out, path = folder / f"{name}-results", folder / f"{name}.html"
            subprocess.run([program, "sweep", file, "--quiet", "--out", out, "--report", path], check=True, stdout=subprocess.DEVNULL)
            subprocess.run([program, "report", "--quiet", out], check=True)
            assert (out / "report.html").read_bytes() == path.read_bytes(), f"{name}: two pages of the same study"
            check(browser, name, path, out, expected, agrees_with_points, arguments.shots)
        browser.close()


def check(browser, name, path, out, expected, agree, shots):
    assert path.stat().st_size < LARGEST, f"{name}: {path.stat().st_size} bytes"
    for width, scheme in [(1280, "light"), (390, "dark")]:
        what = f"{name}, {width} px, {scheme}"
        visit = Visit(browser, path, width, scheme)
        fits(visit, what)
        if shots:
            Path(shots).mkdir(exist_ok=True)
            visit.page.screenshot(path=Path(shots) / f"{name}-{width}.png", full_page=True)
        looks(visit, what, expected)
        agree(visit, what, out)
        if width == 1280:
            switches(visit, what)
        if visit.page.query_selector("#chart-day"):
            plays(visit, what)
        reads_well(visit, what)
        visit.close(what)
        print(f"{what}: {path.stat().st_size / 1e6:.2f} MB, all is well", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--shots")
    parser.add_argument("--only")
    main(parser.parse_args())
