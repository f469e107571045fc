"""Papers in a second: ours in a warm process against Chromium, started anew and kept open.

Usage: .venv/bin/python -m tests.bench.bench_documents [rounds]

All three print the same paper in both languages, from the same HTML and CSS and the same
fonts, in turns, so that what else the machine does hits all of them. Time is CPU time of a
process and its children, memory the proportional share (PSS) of all of them. The aims are for
two pages of a usual density, a certificate with a long name and theme; the researcher's plan,
two pages full of small print, is there to compare.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
PAPERS = ("acceptance_certificate", "researcher_plan")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-dev-shm-usage",
)
BATCH = {"ours": 10, "kept": 10, "started": 3}
TITLES = {
    "ours": "WeasyPrint, warm process",
    "kept": "Chromium, kept open",
    "started": "Chromium, started per paper",
}


# --- What a process does in its turn: print one paper ----------------------------------------


@contextmanager
def ours(paper: str) -> Iterator[Callable[[int], int]]:
    """Render with the service's own code, as a warm worker does."""
    from onboarding.documents.rendering import render, warm_up
    from tests.documents.samples import kinds

    warm_up(kinds())
    asked = _asked(paper)

    def make(turn: int) -> int:
        return len(render(replace(asked, number=_number(turn))))

    yield make


@contextmanager
def kept(paper: str) -> Iterator[Callable[[int], int]]:
    """Print with one Chromium that stays open."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS[2:]))
        page = browser.new_page()

        def make(turn: int) -> int:
            page.set_content(_page(paper, turn), wait_until="load")
            return len(page.pdf(prefer_css_page_size=True, tagged=True))

        yield make
        browser.close()


@contextmanager
def started(paper: str) -> Iterator[Callable[[int], int]]:
    """Print with a Chromium started for each paper."""
    with TemporaryDirectory() as folder:
        html, pdf = Path(folder, "paper.html"), Path(folder, "paper.pdf")

        def make(turn: int) -> int:
            html.write_text(_page(paper, turn), "utf-8")
            options = [f"--user-data-dir={folder}/user", "--no-pdf-header-footer"]
            command = [CHROMIUM, *FLAGS, *options, f"--print-to-pdf={pdf}", html.as_uri()]
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            return pdf.stat().st_size

        yield make


def _asked(paper: str) -> Any:
    """Return a sample; the certificate gets a long name, department and theme: two pages."""
    from tests.documents.samples import facts_of, long_facts_of, sample

    facts, long = facts_of(paper), long_facts_of(paper)
    if paper == PAPERS[0]:
        facts["researcher"], facts["department"] = long["researcher"], long["department"]
        facts["stay"] |= {key: long["stay"][key] for key in ("theme", "theme_ja")}
    return sample(paper, number=_number(0), facts=facts)


def _number(turn: int) -> str:
    return f"XYZ-26-{turn:04d}"


def _page(paper: str, turn: int) -> str:
    """Return a paper of its own for each turn, as a browser takes it."""
    return _whole_page(paper).replace(_number(0), _number(turn))


@cache
def _whole_page(paper: str) -> str:
    """Return the paper with its styles inside."""
    from onboarding.documents.rendering import as_html
    from tests.documents.samples import FOLDER

    styles = [FOLDER / "_shared" / "paper.css", FOLDER / paper / "style.css"]
    css = "\n".join(path.read_text("utf-8") for path in styles)
    return as_html(_asked(paper)).replace("</head>", f"<style>{css}</style></head>")


# --- One process for each way of printing ------------------------------------------------------


def serve(name: str, paper: str) -> None:
    """Print as many papers as each line of the input says; answer with what it took."""
    with {"ours": ours, "kept": kept, "started": started}[name](paper) as make:
        turn = 0
        for line in sys.stdin:
            cpu, wall, size = _cpu(), time.perf_counter(), 0
            for _ in range(int(line)):
                size, turn = make(turn), turn + 1
            took = {"cpu": _cpu() - cpu, "wall": time.perf_counter() - wall}
            answer(took | {"size": size, "memory": _memory()})


def cold() -> None:
    """Print one paper in a process that has the service loaded but has never printed."""
    import onboarding  # noqa: F401 - every process of the service has it

    start = time.perf_counter()
    from onboarding.documents.rendering import render

    render(_asked(PAPERS[0]))
    answer({"seconds": time.perf_counter() - start})


def answer(values: dict[str, Any]) -> None:
    """Write one line of JSON."""
    print(json.dumps(values), flush=True)


def _cpu() -> float:
    """Return the CPU seconds of this process, its children alive and those that ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    alive = sum(_ticks(pid) for pid in _descendants()) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + ended.ru_utime + ended.ru_stime + alive


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return sum(int(field) for field in fields[11:15]) if fields else 0


def _stat(pid: int) -> list[str]:
    """Return the fields of a process after its name; none where it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _descendants() -> list[int]:
    parents = {
        int(path.name): int(fields[1])
        for path in Path("/proc").glob("[0-9]*")
        if (fields := _stat(int(path.name)))
    }
    found, look = [], [os.getpid()]
    while look:
        parent = look.pop()
        children = [pid for pid, its in parents.items() if its == parent]
        found += children
        look += children
    return found


def _memory() -> float:
    """Return the proportional share of memory of this process and its children, in MB."""
    found = 0
    for pid in [os.getpid(), *_descendants()]:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        found += sum(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line[:4])
    return found / 1024


# --- The comparison ------------------------------------------------------------------------------


def compare(paper: str, rounds: int) -> None:
    """Let all print one paper in turns and say how ours stands."""
    environment = os.environ | {
        "FONTCONFIG_FILE": str(ROOT / "onboarding" / "documents" / "fonts" / "fonts.conf")
    }
    processes = {name: _start([name, paper], environment) for name in BATCH}
    took: dict[str, list[dict[str, float]]] = {name: [] for name in BATCH}
    for turn in range(rounds + 1):
        for name, process in processes.items():
            result = _ask(process, BATCH[name])
            if turn:  # the first round only warms up
                took[name].append(result)
    for process in processes.values():
        assert process.stdin
        process.stdin.close()
        process.wait(30)
    _report(paper, {name: _summary(results, BATCH[name]) for name, results in took.items()})


def _start(arguments: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", __spec__.name, *arguments]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=environment, cwd=ROOT, **pipes)


def _ask(process: "subprocess.Popen[str]", papers: int) -> dict[str, float]:
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{papers}\n")
    process.stdin.flush()
    found: dict[str, float] = json.loads(process.stdout.readline())
    return found


def _summary(results: list[dict[str, float]], papers: int) -> dict[str, float]:
    return {
        "rate": papers / median(result["cpu"] for result in results),
        "wall": median(result["wall"] for result in results) / papers,
        "memory": max(result["memory"] for result in results),
        "size": results[-1]["size"],
    }


def _report(paper: str, found: dict[str, dict[str, float]]) -> None:
    print(f"\n{paper:30}{'papers/s/core':>14}{'ms a paper':>12}{'MB (PSS)':>10}{'kB':>6}")
    for name, values in found.items():
        print(
            f"{TITLES[name]:30}{values['rate']:14.2f}{values['wall'] * 1000:12.0f}"
            f"{values['memory']:10.0f}{values['size'] / 1000:6.0f}"
        )
    mine, aims = found["ours"], (4.0, 0.8, 3.0) if paper == PAPERS[0] else (None, None, None)
    ratios = {
        "papers/s/core against Chromium started": mine["rate"] / found["started"]["rate"],
        "papers/s/core against Chromium kept open": mine["rate"] / found["kept"]["rate"],
        "memory of Chromium kept open against ours": found["kept"]["memory"] / mine["memory"],
    }
    for (what, ratio), aim in zip(ratios.items(), aims, strict=True):
        _judge(what, ratio, aim)


def _judge(what: str, ratio: float, aim: float | None) -> None:
    verdict = "" if aim is None else f"  aim {aim:.1f}  {'met' if ratio >= aim else 'MISSED'}"
    print(f"{what:45} {ratio:6.2f}{verdict}")


def _cold_seconds() -> float:
    command = [sys.executable, "-m", __spec__.name, "cold"]
    runs = [subprocess.run(command, cwd=ROOT, capture_output=True, check=True) for _ in range(3)]
    return float(median(json.loads(run.stdout)["seconds"] for run in runs))


def main() -> None:
    """Compare, or do the part of one process."""
    match sys.argv[1:]:
        case ["cold"]:
            cold()
        case [name, paper]:
            serve(name, paper)
        case rest:
            for paper in PAPERS:
                compare(paper, int(rest[0]) if rest else 4)
            print()
            seconds = _cold_seconds()
            verdict = "met" if seconds < 1 else "MISSED"
            print(f"{'seconds of the first paper, cold':45} {seconds:6.2f}  aim 1.0  {verdict}")


if __name__ == "__main__":
    main()
