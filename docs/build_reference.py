"""The reference pages, from the code. A hook of mkdocs: in a page, a line

    <!-- exports: tradetalks.war -->   becomes an entry for every public name of that package,
    <!-- modules: tradetalks.war -->   a table of its modules with their first sentences,
    <!-- commands -->                  every command of the program with its arguments.

The changelog of the repository becomes a page too.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DIRECTIVE = re.compile(r"^<!-- (exports|modules|commands)(?:: ([\w.]+))? -->$", re.MULTILINE)


def on_files(files: Any, config: Any) -> Any:
    """Called by mkdocs: adds the changelog as a page."""
    from mkdocs.structure.files import File

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    files.append(File.generated(config, "changelog.md", content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Called by mkdocs for every page."""
    return DIRECTIVE.sub(_built, markdown)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Called by mkdocs for every page: a dotted name in a table may break after a dot, and nowhere else."""
    return re.sub(r"<td><code>[\w.]+</code></td>", lambda cell: cell[0].replace(".", ".<wbr>"), html)


def _built(found: re.Match[str]) -> str:
    if found[1] == "commands":
        return commands()
    return exports(found[2]) if found[1] == "exports" else modules(found[2])


def commands() -> str:
    """Every command: what it does, how it is written, what it takes."""
    from tradetalks.cli.main import build_parser

    (subparsers,) = (a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return "\n\n".join(_commands("", subparsers))


def _commands(above: str, subparsers: argparse._SubParsersAction) -> Iterator[str]:
    """Every command below another, those of a group under their whole names."""
    purpose = {choice.dest: str(choice.help) for choice in subparsers._choices_actions}
    for name, parser in subparsers.choices.items():
        below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if below:
            yield from _commands(f"{above}{name} ", below[0])
        else:
            yield _command(f"{above}{name}", parser, purpose[name])


def _command(name: str, parser: argparse.ArgumentParser, purpose: str) -> str:
    usage = " ".join(parser.format_usage().removeprefix("usage: ").split()).replace(" [-h]", "")
    rows = [
        f"| `{' '.join([*action.option_strings, str(action.metavar or '')]).strip()}` | {action.help or ''} |"
        for action in parser._actions
        if action.dest != "help" and action.help
    ]
    table = []
    if rows:
        table = ["", "| option | meaning |", "|---|---|", *rows]
    sentence = f"{purpose[0].upper()}{purpose[1:]}."
    return "\n".join([f"## {name}", "", sentence, "", "```text", usage, "```", *table])


def public_names(package: str) -> Iterator[tuple[str, str]]:
    """Every public name of ``package`` and the dotted path of where it is defined."""
    room = import_module(package)
    for name in sorted(getattr(room, "__all__", ()), key=str.lower):
        if name.startswith("__"):
            continue
        value = getattr(room, name)
        if isinstance(value, ModuleType):
            yield name, value.__name__
        elif inspect.isclass(value) or inspect.isroutine(value):
            yield name, f"{value.__module__}.{value.__qualname__}"


def exports(package: str) -> str:
    """An entry for every public name, under the name by which it is imported."""
    return "\n\n".join(_entry(package, name, home) for name, home in public_names(package))


def _entry(package: str, name: str, home: str) -> str:
    return f'::: {home}\n    options:\n      heading: "{package}.{name}"\n      toc_label: "{name}"'


def modules(package: str) -> str:
    """A table of the modules of ``package`` and what each is, from its docstring."""
    room = import_module(package)
    rows = ["| module | what it is |", "|---|---|"]
    for found in pkgutil.walk_packages(room.__path__, prefix=f"{package}."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            rows.append(f"| `{found.name.removeprefix(package + '.')}` | {_first_sentence(found.name)} |")
    return "\n".join(rows)


def _first_sentence(module: str) -> str:
    """The first paragraph of a module's docstring up to its first full stop; read, not imported."""
    path = ROOT.joinpath("src", *module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(text.split("\n\n")[0].split())
    sentence = re.split(r"(?<=[.!?]) (?=[A-Z])", paragraph)[0]
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", sentence).replace("|", "\\|").replace("``", "`")
