"""Runs what is measured and its peers in turn, several times each, and prints one table of medians.

    measure.py PROGRAMS PYTHON WORK FONTS RUNS

Processor seconds, wall seconds and peak memory are those of the whole child process, its start included, as the system
counts them (wait4). Nothing here passes or fails: the table says where a target is met.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

here = Path(__file__).resolve().parent
programs, python, work, fonts = map(Path, sys.argv[1:5])
runs = int(sys.argv[5])
out = work / "out"
out.mkdir(exist_ok=True)


@dataclass
class Run:
    cpu: float
    wall: float
    megabytes: float
    said: dict


def run(*command):
    start = time.monotonic()
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, cwd=work)
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command[0]} ended with {child.returncode}")
    return Run(used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss * 1024 / 1e6,
               json.loads(said.splitlines()[-1]))


def in_turn(commands):
    """Every command `runs` times, in turn, so that the load of the machine falls on all of them alike."""
    results = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            results[name].append(run(*command))
    return results


def median(results, what):
    return statistics.median(what(result) for result in results)


table = [("what", "who", "cpu s", "wall s", "alone s", "peak MB", "peer/ours cpu", "wall", "alone", "target", "")]


def line(what, who, results, ours=None, target="", met=None):
    values = [median(results, f) for f in (lambda r: r.cpu, lambda r: r.wall, lambda r: r.said["alone"])]
    ratios = ["", "", ""]
    if ours:
        base = [median(ours, f) for f in (lambda r: r.cpu, lambda r: r.wall, lambda r: r.said["alone"])]
        ratios = [f"{value / own:.1f}×" for value, own in zip(values, base)]
    table.append((what, who, *(f"{value:.3f}" for value in values), f"{median(results, lambda r: r.megabytes):.0f}",
                  *ratios, target, "" if met is None else "met" if met else "missed"))


def cpu(results):
    return median(results, lambda r: r.cpu)


def pages(file):
    text = subprocess.run(["pdfinfo", file], capture_output=True, text=True).stdout
    return int(next(row.split()[1] for row in text.splitlines() if row.startswith("Pages:")))


def pictures(file):
    """How often photos are shown, and how many the file holds."""
    rows = subprocess.run(["pdfimages", "-list", file], capture_output=True, text=True).stdout.splitlines()[2:]
    return len(rows), len({row.split()[10] for row in rows})


def reports():
    ours = programs / "ReportBenchmark"
    source = (work / "report.json", work / "photos", fonts)
    results = in_turn({
        "pdf": (ours, "pdf", *source, out / "ours.pdf"),
        "typst": (python, here / "peers/typst_report.py", work, fonts, out / "typst.pdf"),
        "weasyprint": (python, here / "peers/weasyprint_report.py", work, fonts, out / "weasyprint.pdf"),
        "docx": (ours, "docx", *source, out / "ours.docx"),
    })
    pdf = results["pdf"]
    memory = median(pdf, lambda r: r.megabytes)
    line("report, PDF", "ours", pdf, target="peak under 80 MB", met=memory < 80)
    for name, factor in [("typst", 4), ("weasyprint", 10)]:
        line("report, PDF", name, results[name], pdf, f"{factor}× cpu", cpu(results[name]) >= factor * cpu(pdf))
    line("report, DOCX", "ours", results["docx"], target="cpu under 0.5 s", met=cpu(results["docx"]) < 0.5)
    notes = []
    for name in ["ours", "typst", "weasyprint"]:
        file = out / f"{name}.pdf"
        shown, held = pictures(file)
        notes.append(f"{name}: {pages(file)} pages, {file.stat().st_size / 1e6:.1f} MB, "
                     f"{shown} photos shown, {held} embedded")
    return notes


def scoring():
    rounds = 6
    results = in_turn({
        "ours": (programs / "ScoreBenchmark", work / "scores.csv", out / "ours.csv", rounds),
        "pandas": (python, here / "peers/pandas_scores.py", work / "scores.csv", out / "pandas.csv", rounds),
        "ours, once": (programs / "ScoreBenchmark", work / "scores.csv", out / "ours-once.csv", 1),
        "pandas, once": (python, here / "peers/pandas_scores.py", work / "scores.csv", out / "pandas-once.csv", 1),
    })
    # One round: what a command at a terminal takes. Several: what a service takes that has everything in memory.
    for name in ["ours", "pandas"]:
        for result, warm in zip(results[f"{name}, once"], results[name]):
            result.said = warm.said
    ours = results["ours, once"]
    alone = median(ours, lambda r: r.said["alone"])
    line("8,317 × 40 scores", "ours", ours, target="alone under 0.5 s", met=alone < 0.5)
    line("8,317 × 40 scores", "pandas", results["pandas, once"], ours)
    return [compare()]


def compare():
    """Whether both came to the same: totals to the cent, levels, and the order and cost of every gap."""
    files = []
    for name in ["ours", "pandas"]:
        with open(out / f"{name}.csv", encoding="utf-8", newline="") as file:
            files.append(list(csv.DictReader(file)))
    if [row["agency"] for row in files[0]] != [row["agency"] for row in files[1]]:
        return "scores: not the same agencies"
    differ = {key: sum(a[key] != b[key] for a, b in zip(*files)) for key in ["total", "level", "gaps"]}
    gaps = sum(len(row["gaps"].split()) for row in files[0])
    return (f"scores: {len(files[0])} agencies, {gaps} gaps; totals to the cent that differ: {differ['total']}, "
            f"levels: {differ['level']}, rankings: {differ['gaps']}")


def writing():
    writers, seconds = 32, 3
    commands = {
        name: (programs / "WriteBenchmark", mode, count, seconds, work / "writes.db")
        for name, mode, count in [("one commit each, 1 writer", "plain", 1), ("one commit each", "plain", writers),
                                  ("group commit", "grouped", writers)]}
    results = in_turn(commands)
    notes = []
    base = median(results["one commit each"], lambda r: r.said["rate"])
    for name, found in results.items():
        rate = median(found, lambda r: r.said["rate"])
        each = statistics.median(r.cpu / (r.said["rate"] * r.wall) * 1e6 for r in found)
        notes.append(
            f"writes, {name}: {rate:,.0f} a second ({rate / base:.1f}×), waiting {median(found, lambda r: r.said['median_ms']):.2f} ms "
            f"(99 of 100 under {median(found, lambda r: r.said['p99_ms']):.1f}), {each:.0f} µs of processor a write")
    return notes


load = os.getloadavg()
notes = reports() + scoring() + writing()
widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
print()
for row in table:
    print("  ".join(cell.ljust(width) if index in (0, 1, 9) else cell.rjust(width)
                    for index, (cell, width) in enumerate(zip(row, widths))).rstrip())
print()
for note in notes:
    print(note)
print(f"medians of {runs} runs; {os.cpu_count()} processors, load {load[0]:.1f} before and {os.getloadavg()[0]:.1f} after")
