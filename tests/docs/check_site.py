"""The built site needs no network: no page or style sheet fetches anything from elsewhere. Prints what does; exit 1."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

# Where a browser fetches from without being asked: tags and the attribute with the address.
FETCHED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
}
# Links in the head that name an address without fetching it.
NAMED_ONLY = {"canonical", "next", "prev", "alternate", "edit"}
ELSEWHERE = re.compile(r"^(https?:)?//")
STYLE = re.compile(r"(?:@import\s+|url\()\s*[\"']?((?:https?:)?//[^\"')\s]+)")


class Fetches(HTMLParser):
    """Addresses elsewhere that a page fetches from."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called for every tag."""
        given = dict(attrs)
        address = given.get(FETCHED.get(tag, ""), "") or ""
        if ELSEWHERE.match(address) and given.get("rel") not in NAMED_ONLY:
            self.found.append(address)


def fetches(page: Path) -> list[str]:
    """What a page or a style sheet fetches from elsewhere."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".css":
        return STYLE.findall(text)
    parser = Fetches()
    parser.feed(text)
    return parser.found


def main(site: Path) -> int:
    """Check every page under ``site``."""
    pages = [*site.rglob("*.html"), *site.rglob("*.css")]
    problems = [f"{page}: fetches {address}" for page in pages for address in fetches(page)]
    if not pages:
        problems = [f"{site}: no pages; build the site first"]
    print("\n".join(problems) if problems else f"{len(pages)} pages and style sheets, none fetches from elsewhere")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
