"""The workbook as another program reads it: LibreOffice reckons every formula anew, and the values are the program's.

    python tests/workbook.py target/release/callout

Needs `soffice` (LibreOffice Calc) and the package `openpyxl` of PyPI.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl

SHEETS = ["Summary", "P&L", "Unit costs", "Cash & NPV", "Contracts", "Uncertainty", "Why", "Check", "Ledger", "Replications", "Sources", "Definitions"]
STUDY_SHEETS = ["Summary", "Points", "Differences", "Effects", "Definitions"]
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
# The totals that finance looks at agree with the books so closely; the same holds for every formula.
CLOSE = 1e-9


def stripped(source, target):
    """A copy in which no formula has a kept result; gives the number of formulas."""
    formulas = 0
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, found = re.subn(r"</f><v>[^<]*</v>", "</f>", data.decode())
                assert "</f><v>" not in text
                formulas, data = formulas + found, text.encode()
            new.writestr(name, data)
    return formulas


def reckoned(path, home):
    """The workbook as LibreOffice writes it after it has reckoned everything."""
    profile, out = home / "profile", home / "reckoned"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=900)
    return out / path.name


def cells(path, values=True, sheets=SHEETS):
    book = openpyxl.load_workbook(path, data_only=values)
    assert book.sheetnames == sheets, book.sheetnames
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def close(one, other, scale=0.0):
    return abs(one - other) <= CLOSE * max(abs(one), abs(other), scale)


def compare(ours, theirs, formulas):
    """Every formula gives the result that the program kept for it."""
    seen, worst = 0, 0.0
    for sheet, rows in formulas.items():
        for at, row in enumerate(rows):
            numbers = [abs(value) for value in ours[sheet][at] if isinstance(value, (int, float))]
            for col, formula in enumerate(row):
                if not (isinstance(formula, str) and formula.startswith("=")):
                    continue
                kept, again = ours[sheet][at][col], theirs[sheet][at][col]
                place = f"{sheet}, row {at + 1}, column {col + 1}: {formula}: kept {kept!r}, reckoned {again!r}"
                assert type(again) is not str or not again.startswith("#"), place
                if isinstance(kept, str):
                    assert kept == again, place
                else:
                    assert isinstance(again, (int, float)), place
                    # A difference of large numbers is as exact as they are.
                    assert close(kept, again, max(numbers, default=0.0)), place
                    worst = max(worst, abs(kept - again) / max(abs(kept), 1.0))
                seen += 1
    return seen, worst


def column(rows, head):
    """Column and row of a head."""
    return next((at, row.index(head)) for at, row in enumerate(rows) if head in row)


def books(folder, theirs):
    """The profit and loss that LibreOffice reckons is the ledger.csv and summary.json of the run."""
    summary = json.loads((folder / "summary.json").read_text())
    replications = summary["replications"]["complete"]
    sums = {}
    with open(folder / "ledger.csv", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["layout"], row["account"])
            sums[key] = sums.get(key, 0) + round(float(row["money"]) * 10_000)
    rows = theirs["P&L"]
    heads, key_column = column(rows, "key")
    found = 0
    for row in rows[heads + 1 :]:
        if row[0] is None:
            break
        for at, layout in enumerate(summary["layouts"]):
            value, key = row[3 + at], row[key_column]
            accounts = layout["accounts"]
            if key in accounts:
                exact = sums.get((layout["name"], key), 0) / 10_000 / replications
                assert close(value, exact) and close(value, accounts[key]["value"] or 0.0), f"{layout['name']}, {key}: {value}, {exact}"
                found += 1
            figure = {"cost_total": "cost_total", "revenue_total": "revenue", "result": "profit"}.get(key)
            if figure:
                exact = layout["figures"][figure]["value"]
                assert close(value, exact), f"{layout['name']}, {key}: {value}, {exact}"
                found += 1
    with_money = {layout for layout, _ in sums}
    assert found >= len(with_money) * 2 and len([key for key in sums if sums[key]]) <= found, "every account of the ledger is there"
    means = sum(row[10] for row in theirs["Ledger"][column(theirs["Ledger"], "Place")[0] + 1 :] if row[10] is not None)
    assert close(means, sum(sums.values()) / 10_000 / replications), "the ledger of the workbook is that of the run"
    checks = [row[8] for row in theirs["Check"] if row[8] in ("ok", "differs")]
    assert checks and set(checks) == {"ok"}, checks
    return found


def one(callout, scenario, home, *more):
    """A run and its workbook; the workbook again with everything reckoned by LibreOffice."""
    name = "-".join([Path(scenario).stem, *more]).replace("=", "-").strip("-")
    ours, folder, bare = home / f"{name}.xlsx", home / name, home / "bare" / f"{name}.xlsx"
    bare.parent.mkdir(exist_ok=True)
    subprocess.run([callout, "run", scenario, *more, "--quiet", "--workbook", ours, "--out", folder], check=True, capture_output=True)
    formulas = stripped(ours, bare)
    again = cells(reckoned(bare, home))
    kept = cells(ours)
    seen, worst = compare(kept, again, cells(ours, values=False))
    assert seen == formulas > 100, f"{seen} of {formulas} formulas"
    found = books(folder, again)
    print(f"{name}: {seen} formulas, {found} values of the books, largest relative difference {worst:.1e}, {ours.stat().st_size} bytes")
    return ours, kept


def worth(kept):
    """Net present values as the program has them, from the sheet that checks."""
    return [row[6] for row in kept["Check"] if row[2] == "net present value"]


def live(callout, scenario, home):
    """Another rate in the cell gives the value that the program gives for that rate."""
    path, kept = one(callout, scenario, home)
    book = openpyxl.load_workbook(path)
    ((sheet, cell),) = book.defined_names["DiscountRate"].destinations
    book[sheet][cell.replace("$", "")] = 0.2
    changed = home / "changed.xlsx"
    book.save(changed)
    rows = cells(reckoned(changed, home))["Cash & NPV"]
    (moved,) = [row for row in rows if row[2] == "npv"]
    _, other = one(callout, scenario, home, "--set", "finance.discount=0.2")
    for before, now, exact in zip(worth(kept), moved[3:], worth(other)):
        assert close(now, exact) and not close(now, before), f"{before} became {now}, the program says {exact}"
    print(f"the rate is live: {worth(kept)} became {worth(other)}")


def study(callout, file, home):
    """The tables that LibreOffice finds in the workbook of a study are those of its files."""
    ours, folder = home / "study.xlsx", home / "study"
    subprocess.run([callout, "sweep", file, "--quiet", "--workbook", ours, "--out", folder], check=True, capture_output=True)
    again = cells(reckoned(ours, home), sheets=STUDY_SHEETS)
    values = 0
    for name in STUDY_SHEETS[1:4]:
        with open(folder / f"{name.lower()}.csv", newline="") as told:
            heads, *rows = csv.reader(told)
        table = again[name]
        at = next(at for at, row in enumerate(table) if set(heads) <= set(row))
        places = [table[at].index(head) for head in heads]
        assert len(table) == at + 1 + len(rows), f"{name}: {len(table)} rows"
        for row, exact in zip(table[at + 1 :], rows):
            for head, place, value in zip(heads, places, exact):
                cell = row[place]
                same = close(cell, float(value)) if isinstance(cell, (int, float)) else (cell or "") == value
                assert same, f"{name}, {head}: {cell!r}, {value!r}"
                values += 1
    tables = {table for sheet in openpyxl.load_workbook(ours) for table in sheet.tables}
    assert tables == set(STUDY_SHEETS[1:4]), tables
    print(f"{file}: {values} values of the files, {ours.stat().st_size} bytes")


def main(callout):
    home = Path(tempfile.mkdtemp())
    try:
        live(callout, "scenarios/first.toml", home)
        study(callout, "scenarios/studies/technicians.toml", home)
        for scenario in sys.argv[2:] or ["scenarios/rate-card.toml"]:
            one(callout, scenario, home, "--replications", "3")
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()))
