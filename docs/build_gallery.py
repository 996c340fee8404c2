"""The gallery: runs the notebooks of ``docs/gallery`` and turns them into pages of the site.

A notebook is a Python file in jupytext's percent format, kept without outputs. It is run once and kept in ``build/gallery``
until it or the package changes. Run as a script it runs every notebook that needs it; as a hook of mkdocs it makes the pages.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "docs" / "gallery"
KEPT = ROOT / "build" / "gallery"
# Seconds that one cell may take: many times what any takes on two slow cores, so that a hang is found.
CELL_LIMIT = 300
# Files of the package that an answer can depend on.
ANSWERS = ("*.py", "*.yaml", "*.csv", "*.json")
# Run before the first cell, and not shown: pictures that are sharp at every size, and code that is compiled once for all.
SETUP = """\
%matplotlib inline
%config InlineBackend.figure_formats = ['svg']
from tradetalks.economy.runtime import keep_compiled_code
keep_compiled_code()
"""
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def notebooks() -> list[Path]:
    """The sources, in order of name."""
    return sorted(GALLERY.glob("*.py"))


def fingerprint(source: Path) -> str:
    """A hash of the notebook and of everything in the package that its answers can depend on."""
    digest = hashlib.sha256(source.read_bytes())
    package = ROOT / "src" / "tradetalks"
    for file in sorted(path for pattern in ANSWERS for path in package.rglob(pattern)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def kept(source: Path) -> nbformat.NotebookNode | None:
    """The notebook with outputs, where it was run and nothing has changed since."""
    file = KEPT / f"{source.stem}.ipynb"
    if not file.is_file():
        return None
    notebook = nbformat.read(file, as_version=4)
    current = notebook.metadata.get("tradetalks", {}).get("fingerprint") == fingerprint(source)
    return notebook if current else None


def run_notebook(source: Path) -> nbformat.NotebookNode:
    """Run a notebook in a folder of its own and keep it with its outputs.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; names it and shows the traceback.
    """
    # What is run is what is hashed: a change while it runs is found the next time.
    before = fingerprint(source)
    notebook = jupytext.read(source)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(SETUP))
    folder = KEPT / "work" / source.stem
    folder.mkdir(parents=True, exist_ok=True)
    clock = time.perf_counter()
    NotebookClient(
        notebook,
        timeout=CELL_LIMIT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    del notebook.cells[0]
    notebook.metadata["tradetalks"] = {"fingerprint": before, "seconds": round(time.perf_counter() - clock, 1)}
    draft = KEPT / f".{source.stem}-{os.getpid()}.ipynb"
    nbformat.write(notebook, draft)
    draft.replace(KEPT / f"{source.stem}.ipynb")
    return notebook


def ensure(sources: list[Path]) -> None:
    """Run what has to be run, as many at a time as there are cores, each in a process of its own."""
    missing = [source for source in sources if kept(source) is None]

    def run(source: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, __file__, source.stem], capture_output=True, text=True)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for source, done in zip(missing, pool.map(run, missing), strict=True):
            if done.returncode:
                raise RuntimeError(
                    f"the notebook docs/gallery/{source.name} does not run\n{ANSI.sub('', done.stderr)[-3000:]}"
                )


def on_files(files: Any, config: Any) -> Any:
    """Called by mkdocs: adds a page, its pictures and the notebook itself for every source."""
    from mkdocs.structure.files import File

    sources = notebooks()
    ensure(sources)
    for source in sources:
        notebook = kept(source)
        assert notebook is not None, source
        text, pictures = page_of(notebook, source.stem)
        parts: dict[str, str | bytes] = {f"{source.stem}.md": text, f"{source.stem}.ipynb": plain(source)}
        for name, content in {**parts, **pictures}.items():
            files.append(File.generated(config, f"gallery/{name}", content=content))
    return files


def plain(source: Path) -> str:
    """The notebook without outputs, to take away."""
    return nbformat.writes(jupytext.read(source))


def page_of(notebook: nbformat.NotebookNode, name: str) -> tuple[str, dict[str, bytes]]:
    """A run notebook as Markdown, and its pictures by file name."""
    pictures: dict[str, bytes] = {}
    parts = [_cell(cell, name, pictures) for cell in notebook.cells]
    title, _, rest = "\n\n".join(part for part in parts if part).partition("\n")
    return f"{title}\n\n[Take this page away as a notebook]({name}.ipynb){{ download }}\n{rest}\n", pictures


def _cell(cell: nbformat.NotebookNode, name: str, pictures: dict[str, bytes]) -> str:
    """One cell: prose as it is, code and what it gave in blocks."""
    if cell.cell_type == "markdown":
        return str(cell.source)
    given = [_output(output, name, pictures) for output in _joined(cell.outputs)]
    return "\n\n".join([f"```python\n{cell.source}\n```", *(text for text in given if text)])


def _joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """The outputs of a cell; what was printed in several goes is one."""
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        if joined and output.output_type == "stream" == joined[-1].output_type:
            joined[-1] = nbformat.v4.new_output("stream", text=joined[-1].text + output.text)
        else:
            joined.append(output)
    return joined


def _output(output: nbformat.NotebookNode, name: str, pictures: dict[str, bytes]) -> str:
    """What a cell gave: printed text, a picture, a table, or the text of its value; the richest that there is."""
    if output.output_type == "stream":
        return _printed(output.text)
    data = output.get("data", {})
    if "image/svg+xml" in data:
        return _picture(data["image/svg+xml"].encode(), f"{name}-{len(pictures) + 1}.svg", pictures)
    if "image/png" in data:
        return _picture(base64.b64decode(data["image/png"]), f"{name}-{len(pictures) + 1}.png", pictures)
    if "text/html" in data:
        # A blank line would end the HTML block; the notebook's own styles belong to the notebook.
        table = re.sub(r"<style.*?</style>| border=\"1\"", "", data["text/html"], flags=re.DOTALL)
        table = "\n".join(line.strip() for line in table.splitlines() if line.strip())
        return f'<div class="house-frame">\n{table}\n</div>'
    return _printed(data.get("text/plain", ""))


def _printed(text: str) -> str:
    body = ANSI.sub("", text).strip("\n")
    return f'<div class="house-output" markdown>\n\n```text\n{body}\n```\n\n</div>' if body else ""


def _picture(content: bytes, file: str, pictures: dict[str, bytes]) -> str:
    pictures[file] = content
    return f"![The picture that the code above draws]({file})"


if __name__ == "__main__":
    chosen = [source for source in notebooks() if source.stem in sys.argv[1:] or len(sys.argv) == 1]
    for chosen_source in chosen:
        if kept(chosen_source) is None:
            seconds = run_notebook(chosen_source).metadata["tradetalks"]["seconds"]
            print(f"{chosen_source.name}: {seconds} s")
