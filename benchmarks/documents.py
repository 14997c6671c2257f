"""Documents: a sheet of twelve tasks as HTML and as PDF after start-up, beside an empty page and a browser's print."""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from handover_policy.app.case_files import CaseFiles, tell_sample
from handover_policy.app.library import Library
from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.render.documents.casefile import CaseFile
from handover_policy.render.documents.catalogue import DOCUMENTS
from handover_policy.render.documents.document import CaseDocument, open_document
from handover_policy.render.documents.pdf import write_pdf
from handover_policy.sources.shipped import shipped_folder

NAME = "confirmation-sheet"
TASKS = 12
EMPTY = "<html lang=zh><title>x</title><body>离职交接确认单</body></html>"


def sheet() -> tuple[CaseDocument, CaseFile]:
    """Return the sheet of the sample departure, its tasks taken again until there are twelve."""
    opened = open_policies([shipped_folder("rules") / "default"])
    folding = CaseFiles(Run(opened), opened, Library().citations)
    file = folding.file(tell_sample(folding, opened.policies[0]))
    tasks = file.case.handover_tasks
    twelve = {f"task-{number}": tasks[number % len(tasks)] for number in range(TASKS)}
    if opened.templates is None:
        raise SystemExit("the templates that ship have findings")
    document = open_document(opened.messages, opened.templates.wordings, NAME, "zh-CN")
    return document, replace(file, case=replace(file.case, tasks=MappingProxyType(twelve)))


def measured(what: Callable[[], object], rounds: int) -> str:
    """Return the median of several rounds after a first one: time on the wall, and of this process's own work."""
    what()
    wall, own = [], []
    for _ in range(rounds):
        started, worked = time.perf_counter(), time.process_time()
        what()
        wall.append((time.perf_counter() - started) * 1000)
        own.append((time.process_time() - worked) * 1000)
    return f"{statistics.median(wall):8.1f} ms (least {min(wall):.1f}, processor {statistics.median(own):.1f})"


def printed_by_browser(html: str, browser: str) -> Callable[[], object]:
    """Return what has a headless browser print a page, process and all: it has no start-up to leave out."""
    folder = Path(tempfile.mkdtemp())
    (folder / "page.html").write_text(html, "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder / 'profile'}"]
    command = [browser, *flags, f"--print-to-pdf={folder / 'page.pdf'}", (folder / "page.html").as_uri()]
    return lambda: subprocess.run(command, capture_output=True, check=True, timeout=60)  # noqa: S603 - our own page


def main() -> None:
    """Print the figures, one a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    document, file = sheet()
    make = DOCUMENTS[NAME].make
    html = document.html(make(file))
    print(f"sheet of {TASKS} tasks, HTML  {measured(lambda: document.html(make(file)), rounds)}")
    print(f"the same as PDF/A-3     {measured(lambda: write_pdf(html, {}, file.at), rounds)}; goal 400 ms")
    print(f"an empty page as PDF/A-3{measured(lambda: write_pdf(EMPTY, {}, file.at), rounds)}")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is not None:
        print(f"the sheet by Chromium   {measured(printed_by_browser(html, browser), min(rounds, 3))}")


if __name__ == "__main__":
    main()
