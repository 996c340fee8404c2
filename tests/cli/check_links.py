"""Every relative link of the given Markdown files and folders leads somewhere. Prints each that does not; exit 1."""

import re
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def broken_links(page: Path) -> list[str]:
    """Relative targets in ``page`` that do not exist beside it; code is skipped."""
    targets = LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    return [t for t in targets if not re.match(r"[a-z]+:", t) and not exists(page.parent / t)]


def exists(target: Path) -> bool:
    """The file is there, or what the site makes it from: a notebook of the gallery, the changelog of the repository."""
    if target.name == "changelog.md":
        return (target.parent.resolve().parent / "CHANGELOG.md").exists()
    in_gallery = target.suffix == ".md" and target.parent.name == "gallery"
    return target.exists() or (in_gallery and target.with_suffix(".py").exists())


def main(arguments: list[str]) -> int:
    paths = [Path(a) for a in arguments]
    pages = [p for path in paths for p in (sorted(path.rglob("*.md")) if path.is_dir() else [path])]
    problems = [f"{page}: no such file: {target}" for page in pages for target in broken_links(page)]
    print("\n".join(problems) if problems else f"{len(pages)} pages, every relative link leads somewhere")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
