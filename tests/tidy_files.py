"""The tables of a study as another program reads them: CSV and Parquet hold the same names, types and values.

    python tests/tidy_files.py DIR

Needs the package `duckdb` of PyPI.
"""

import sys
from pathlib import Path

import duckdb


def table(path):
    read = "read_csv" if path.suffix == ".csv" else "read_parquet"
    relation = duckdb.sql(f"select * from {read}('{path}')")
    return relation.columns, relation.fetchall()


def alike(one, other):
    """The same value; a column of CSV without data has no type."""
    if isinstance(one, str) or isinstance(other, str):
        return (one or "") == (other or "")
    return one == other


def main(folder):
    for stem in ["points", "replications", "differences", "effects"]:
        (names, rows), (csv_names, csv_rows) = table(folder / f"{stem}.parquet"), table(folder / f"{stem}.csv")
        assert names == csv_names, f"{stem}: {names} and {csv_names}"
        assert len(rows) == len(csv_rows) > 0, f"{stem}: {len(rows)} and {len(csv_rows)} rows"
        for at, (row, csv_row) in enumerate(zip(rows, csv_rows)):
            for name, one, other in zip(names, row, csv_row):
                assert alike(one, other), f"{stem}, row {at}, {name}: {one!r} and {other!r}"
        print(f"{stem}: {len(rows)} rows, {len(names)} columns")
    means = duckdb.sql(
        f"""select max(abs(p.cost_total - r.mean)) from read_parquet('{folder}/points.parquet') p
            join (select point, layout, avg(cost_total) as mean from read_parquet('{folder}/replications.parquet') group by all) r
            using (point, layout)"""
    ).fetchall()[0][0]
    assert means < 1e-6, f"points are not the means of their replications: {means}"


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
