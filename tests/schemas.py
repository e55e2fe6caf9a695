"""JSON documents of results as another program judges them: by the schemas that `callout schema --results` prints.

    python tests/schemas.py CALLOUT

CALLOUT is the program; the scenarios are those of this repository. Needs the package `jsonschema` of PyPI.
"""

import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).parent.parent
FIRST = "scenarios/first.toml"
CARD = ["contract", "scenarios/rate-card.toml", "--partner", "agent"]
REPAIRS = "hours,arrival\n" + "".join(
    f"{1 + n * 37 % 41 / 9:.2f},2026-{1 + n // 29:02}-{1 + n % 28:02} {n * 7 % 24:02}:{n * 13 % 60:02}\n" for n in range(1, 121)
)
FIT = ["fit", "-", "--bootstrap", "99"]
HOURS = ["--column", "hours", "--unit", "h"]

# Command lines by the name of their schema.
DOCUMENTS = {
    "run": [
        ["run", FIRST, "--audit"],
        ["run", FIRST, "--replications", "1"],
        ["run", "scenarios/tiers-and-self-service.toml", "--replications", "2"],
        ["run", "scenarios/certified-install.toml", "--replications", "2"],
        ["run", FIRST, "--precision", "cost_total=1%", "--precision", "promise_kept=1pp"],
    ],
    "finance": [["finance", FIRST], ["finance", FIRST, "--by", "zone"], ["finance", FIRST, "--replications", "1", "--years", "10"]],
    "why": [["why", FIRST], ["why", FIRST, "--steps", "--by", "account,place,cell,effect,stage"], ["why", FIRST, "--replications", "1"]],
    "compare": [
        ["compare", FIRST],
        ["compare", FIRST, "--all-pairs", "--best", "cost_total", "--precision", "cost_total=2%"],
        ["compare", FIRST, "--replications", "1"],
        ["compare", FIRST, "--select", "cost_total", "--delta", "1%"],
    ],
    "uncertain": [
        ["uncertain", FIRST, "--points", "64"],
        ["uncertain", FIRST, "--points", "16", "--replications", "1", "--figure", "profit"],
        ["uncertain", FIRST, "--break-even", "partner.Handyman.fee.repair=50..400"],
    ],
    "warmup": [["warmup", FIRST]],
    "fit": [[*FIT, *HOURS], [*FIT, *HOURS, "--times", "arrival"], [*FIT, "--times", "arrival"]],
    "contract": [CARD, [*CARD, "--volumes", "0,1,10,100"]],
    "sweep": [],
}
# What --out leaves behind, by the name of its schema.
FILES = {
    "run": (["run", FIRST, "--audit"], "summary.json"),
    "why": (["why", FIRST], "why.json"),
    "uncertain": (["uncertain", FIRST, "--points", "64"], "uncertain.json"),
    "sweep": (["sweep", "scenarios/studies/technicians.toml"], "manifest.json"),
}


def said(callout, *args):
    """What the program prints."""
    result = subprocess.run([callout, *args], cwd=ROOT, input=REPAIRS, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, f"{args}: {result.stderr}"
    return result.stdout


def left(callout, command, name):
    """The document that a command leaves behind."""
    with tempfile.TemporaryDirectory() as home:
        said(callout, *command, "--out", f"{home}/out")
        return json.loads(Path(home, "out", name).read_text(encoding="utf-8"))


def spoilt(document):
    """The document with a key too many, with one too few, and with a list where none stands."""
    more, less, other = (copy.deepcopy(document) for _ in range(3))
    first = next(iter(document))
    more["nobody_knows"] = 1
    del less[first]
    other[first] = []
    return more, less, other


def main(callout):
    callout = str(Path(callout).resolve())
    listed = [line.split()[0] for line in said(callout, "schema", "--results").splitlines()]
    assert listed == list(DOCUMENTS), listed
    for name, commands in DOCUMENTS.items():
        schema = json.loads(said(callout, "schema", "--results", name))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        documents = [json.loads(said(callout, *command, "--format", "json")) for command in commands]
        if name in FILES:
            documents.append(left(callout, *FILES[name]))
            # why.json has all views, the sweep prints no document.
            assert name in ("why", "sweep") or documents[-1] == documents[0], f"{name}: the file is not what is printed"
        for document in documents:
            faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(document)]
            assert not faults, f"{name}: " + "\n".join(faults[:10])
            assert not any(validator.is_valid(wrong) for wrong in spoilt(document)), f"{name}: the schema takes anything"
        print(f"{name}: {len(documents)} documents as their schema says")


if __name__ == "__main__":
    main(*sys.argv[1:])
