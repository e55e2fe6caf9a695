"""One study through HyperQueue, with workers killed under way: the same bytes as on one machine.

    python tests/many_machines.py target/release/callout

Needs the package `hyperqueue` of PyPI, which brings a local cluster. The cluster lives in a process of its own; now that process is
killed with all its workers, now a worker's task alone. What is missing after that is submitted again, until nothing is.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STUDY = """
[study]
scenario = "desk.toml"
replications = 48
figures = ["cost_total", "response_mean", "response_p95", "utilisation"]
[factor.people]
key = "centre.desk.team.one.technicians"
values = [7, 8]
[factor.calls]
key = "stream.calls.rate"
times = true
values = [0.8, 1, 1.2]
"""
DESK = """
scenario = { name = "Desk", start = 2026-01-01, horizon = "365 d" }
kind.repair.work = { law = "exponential", mean = "1 h" }
zone.town = {}
stream.calls = { kind = "repair", rate = "6 /h" }
grade.plain = { wage = 30 }
roster.shift = { shifts = ["always"] }
centre.desk.team.one.technicians = 7
"""
RESULTS = ["points", "replications", "differences", "effects"]


def cluster(callout, work):
    """Runs what is missing on a local cluster of two workers, in this process."""
    from hyperqueue import Job, LocalCluster
    from hyperqueue.cluster import WorkerConfig

    with LocalCluster() as local:
        for _ in range(2):
            local.start_worker(WorkerConfig(cores=1))
        client = local.client()
        job = Job(max_fails=None)
        for unit in missing(callout, work):
            job.program([callout, "run-unit", work, unit])
        client.wait_for_jobs([client.submit(job)], raise_on_error=False)


def missing(callout, work):
    said = subprocess.run([callout, "status", work, "--missing"], check=True, capture_output=True, text=True)
    return said.stdout.split()


def children(parent):
    """Processes below a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            pid = int(stat.parent.name)
            found += [pid] + children(pid)
    return found


def disturb(process, whole, enough):
    """Kills the whole cluster or one of its tasks once there are enough parts; says what it killed."""
    while process.poll() is None and (not children(process.pid) or len(list(Path("many").rglob("*.part"))) < enough):
        time.sleep(0.002)
    tasks = children(process.pid)
    victims = [process.pid] + tasks if whole else tasks[:1]
    for pid in victims:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            victims = []
    return ("server and workers" if whole else "a task") if victims else "nobody"


def main(callout):
    home = Path(tempfile.mkdtemp())
    (home / "study.toml").write_text(STUDY)
    (home / "desk.toml").write_text(DESK)
    os.chdir(home)
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([callout, "sweep", "study.toml", "--out", "one"], **quiet)
    subprocess.run([callout, "plan", "study.toml", "--out", "many"], **quiet)
    killed = []
    units = len(missing(callout, "many"))
    for rounds in range(1, 50):
        left = missing(callout, "many")
        if not left:
            break
        worker = [sys.executable, __file__, callout, "many"]
        process = subprocess.Popen(worker, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if rounds <= 4:
            killed.append(disturb(process, whole=rounds % 2 == 1, enough=units - len(left) + 4))
            print(f"{len(left)} of {units} units missing; killed {killed[-1]}", flush=True)
        process.wait()
    assert not left, f"{len(left)} of {units} units are still missing"
    subprocess.run([callout, "merge", "many"], **quiet)
    names = [f"{stem}.{ending}" for stem in RESULTS for ending in ("csv", "parquet")] + ["manifest.json", "README.txt"]
    for name in names:
        assert Path("one", name).read_bytes() == Path("many", name).read_bytes(), f"{name} differs"
    assert "server and workers" in killed, f"killed {killed}: nothing was disturbed"
    print(f"{units} units in {rounds - 1} rounds: the same bytes as on one machine")
    os.chdir("/")
    shutil.rmtree(home)


if __name__ == "__main__":
    program = str(Path(sys.argv[1]).resolve())
    if len(sys.argv) == 3:
        cluster(program, sys.argv[2])
    else:
        main(program)
