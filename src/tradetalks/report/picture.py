"""A chart inside a page: two drawings of it, one for telephones, in colours of the page's own, with its finding read aloud."""

from __future__ import annotations

import dataclasses
import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# A colour that a drawing writes; the page gives it another value where it is dark.
COLOUR = re.compile(r"(?<=[: ])#([0-9a-fA-F]{6})\b")
# Names within a drawing, and where they are meant.
NAMES = re.compile(r'(?<= id=")|(?<=url\(#)|(?<=href="#)')
SIZE = re.compile(r'<svg ([^>]*?)width="[^"]*" height="[^"]*"')


@dataclasses.dataclass(frozen=True)
class Picture:
    """A chart as it stands in a page.

    Args:
        name: of its files.
        wide: the drawing, as SVG text.
        narrow: the same for telephones; empty where the wide one is read there too.
        finding: what it shows, in a sentence.
        caption: what is drawn and how to read it.
        data: the csv file of its numbers; empty where there is none.
    """

    name: str
    wide: str
    narrow: str = ""
    finding: str = ""
    caption: str = ""
    data: str = ""

    @property
    def drawings(self) -> str:
        """The markup of both drawings; the page shows the one that fits."""
        if not self.narrow:
            return f'<div class="scroll">{inline(self.wide, self.name, self.finding)}</div>'
        wide, narrow = (
            inline(text, f"{self.name}-{kind}", self.finding) for text, kind in ((self.wide, "w"), (self.narrow, "n"))
        )
        return f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'


def inline(text: str, name: str, finding: str) -> str:
    """An SVG text for use inside a page: no header, no fixed size, names of its own, colours that the page may change.

    Args:
        text: a whole SVG file.
        name: what its names begin with, so that those of two drawings differ.
        finding: what it says, for who cannot see it.
    """
    body = SIZE.sub(r"<svg \1", text[text.index("<svg") :], count=1)
    body = NAMES.sub(f"{name}-", body)
    body = COLOUR.sub(lambda found: f"var(--c-{found[1].lower()}, #{found[1]})", body)
    return body.replace("<svg ", f'<svg role="img" aria-label="{html.escape(finding)}" ', 1)


def finding_of(figure: Figure) -> str:
    """The title of a chart, on one line: what it shows."""
    texts = [figure.get_suptitle(), *(axes.get_title(where) for axes in figure.axes for where in ("left", "center"))]
    return " ".join(next((text for text in texts if text), "").split())
