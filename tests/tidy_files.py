"""The tables of results as another program reads them: CSV and Parquet hold the same names, types and values.

    python tests/tidy_files.py DIR...

Each DIR is what `callout sweep`, `run`, `finance`, `why` or `uncertain` wrote with --out. Needs the package `duckdb` of PyPI.
"""

import csv
import json
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb

# Types of the data dictionary, as DuckDB calls them.
TYPES = {
    "float64": "DOUBLE",
    "int64": "BIGINT",
    "decimal(18,4)": "DECIMAL(18,4)",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "text": "VARCHAR",
}


def described(folder):
    """Columns and types of each table, by the dictionary."""
    tables = defaultdict(dict)
    with open(folder / "data-dictionary.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["meaning"], f"the dictionary says nothing of {row}"
            if not row["value"]:
                tables[row["file"]][row["column"]] = TYPES[row["type"]]
    return tables


def check(folder, stem, columns):
    parquet, text = folder / f"{stem}.parquet", folder / f"{stem}.csv"
    types = duckdb.sql(f"describe select * from read_parquet('{parquet}')").fetchall()
    assert {name: kind for name, kind, *_ in types} == columns, f"{stem}: {types} and {columns}"
    assert [name for name, *_ in types] == list(columns), f"{stem}: another order"
    words = {name for name, kind in columns.items() if kind == "VARCHAR"}
    listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    rows = duckdb.sql(f"select * from read_parquet('{parquet}')").fetchall()
    told = duckdb.sql(f"select * from read_csv('{text}', header = true, auto_detect = false, delim = ',', quote = '\"', "
                      f"columns = {{{listed}}})").fetchall()
    with open(text, encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == list(columns), f"{stem}.csv: another header"
    assert len(rows) == len(told), f"{stem}: {len(rows)} and {len(told)} rows"
    for at, (row, other) in enumerate(zip(rows, told)):
        for name, one, two in zip(columns, row, other):
            # A text that is empty is nothing to a reader of CSV.
            same = (one or "") == (two or "") if name in words else one == two
            assert same, f"{stem}, row {at}, {name}: {one!r} and {two!r}"
    print(f"{folder.name}/{stem}: {len(rows)} rows, {len(columns)} columns")


def points_are_means(folder):
    means = duckdb.sql(
        f"""select max(abs(p.cost_total - r.mean)) from read_parquet('{folder}/points.parquet') p
            join (select point, layout, avg(cost_total) as mean from read_parquet('{folder}/replications.parquet') group by all) r
            using (point, layout)"""
    ).fetchall()[0][0]
    assert means < 1e-6, f"points are not the means of their replications: {means}"


def ledger_is_the_summary(folder):
    """Sums of the ledger, exact, are the accounts of the summary, and its cost and revenue."""
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    n = summary["replications"]["complete"]
    sums = duckdb.sql(f"select layout, \"group\", account, sum(money) from read_parquet('{folder}/ledger.parquet') group by all")
    accounts, sides = defaultdict(Decimal), defaultdict(Decimal)
    for layout, group, account, money in sums.fetchall():
        assert isinstance(money, Decimal), f"{account}: {money!r} is no exact sum"
        accounts[layout, account] += money
        if group != "goodwill":
            sides[layout, "revenue" if group == "revenue" else "cost_total"] += money
    for layout in summary["layouts"]:
        name = layout["name"]
        told = {**{key: (layout["accounts"][key], accounts[name, key]) for key in layout["accounts"]},
                **{key: (layout["figures"][key], sides[name, key]) for key in ["cost_total", "revenue"]}}
        for key, (estimate, total) in told.items():
            mean = estimate["value"]
            assert abs(mean - float(total) / n) <= 1e-12 * abs(mean) + 1e-9, f"{name}, {key}: {mean} and {total} / {n}"
    print(f"{folder.name}: the ledger is the summary")


def main(folder):
    tables = described(folder)
    there = {path.stem for path in folder.glob("*.csv")} - {"data-dictionary"}
    assert set(tables) == there == {path.stem for path in folder.glob("*.parquet")}, f"{folder}: {set(tables)} and {there}"
    for stem, columns in tables.items():
        check(folder, stem, columns)
    if "replications" in tables:
        points_are_means(folder)
    if "ledger" in tables:
        ledger_is_the_summary(folder)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        main(Path(name).resolve())
