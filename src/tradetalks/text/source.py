"""A text as it came: its words, and what its first line says of date, place and rights."""

from __future__ import annotations

import dataclasses
import datetime
import html
import re
from pathlib import Path

from tradetalks.errors import TextError, message
from tradetalks.text.days import MONTHS, days_in
from tradetalks.text.language import other_language
from tradetalks.text.mastheads import issuer_by_lines

# A treaty with all its annexes has fewer; what is longer is not a statement, and would be read for minutes.
MOST_CHARACTERS = 2_000_000
# Of letters, digits and spaces: text has nearly all, what is not text has not.
LEAST_PRINTABLE = 0.9
# Whose page an address is.
ISSUERS = {
    "whitehouse.gov": "USA",
    "ustr.gov": "USA",
    "federalregister.gov": "USA",
    "govinfo.gov": "USA",
    "treasury.gov": "USA",
    "commerce.gov": "USA",
    "cbp.gov": "USA",
    "archives.gov": "USA",
    "trade.gov": "USA",
    "state.gov": "USA",
    "usda.gov": "USA",
    "usitc.gov": "USA",
    "mofcom.gov.cn": "CHN",
    "mof.gov.cn": "CHN",
    "gov.cn": "CHN",
    "europa.eu": "EU",
    "canada.ca": "CAN",
    "gc.ca": "CAN",
    "gob.mx": "MEX",
    "go.jp": "JPN",
    "go.kr": "KOR",
    "gov.uk": "GBR",
    "parliament.uk": "GBR",
    "gov.in": "IND",
    "gov.br": "BRA",
    "admin.ch": "CHE",
    "gov.vn": "VNM",
    "gov.au": "AUS",
    "govt.nz": "NZL",
    "gov.sg": "SGP",
    "gov.my": "MYS",
    "go.th": "THA",
    "go.id": "IDN",
    "gov.tr": "TUR",
    "gov.za": "ZAF",
    "gob.ar": "ARG",
    "gob.cl": "CHL",
    "gov.tw": "TWN",
}


# Messages of the customs of the United States, by their numbers.
_AMERICAN = re.compile(r"\bCSMS\s*#|\bU\.?S\.? Customs and Border Protection (?:provides|issues|announces)\b")


@dataclasses.dataclass(frozen=True)
class SourceText:
    """A text to read.

    Args:
        text: all of it; places in it are counted in characters from its first.
        name: what it is called, such as its file.
        title: of its first line.
        date: the day it bears; None where nobody says.
        address: where it was published; empty where nobody says.
        body: where its own words begin.
    """

    text: str
    name: str = "text"
    title: str = ""
    date: datetime.date | None = None
    address: str = ""
    body: int = 0

    @property
    def issuer(self) -> str:
        """Code of the government whose page the address is; empty where it is none that is known."""
        for host, code in ISSUERS.items():
            if re.search(rf"//(?:[\w.-]+\.)?{re.escape(host)}(?:/|$)", self.address):
                return code
        if _AMERICAN.search(self.text[:_TOP]):
            return "USA"
        return issuer_by_lines(self.text)


def source_of(text: str, *, name: str = "text", date: datetime.date | None = None) -> SourceText:
    """A text with what its first line says: ``# title | date | address`` (the mark may be left out), or a title alone.

    Args:
        text: its words.
        name: what it is called.
        date: the day it bears, where its first line does not say.

    Raises:
        TextError: empty, too long, no text, a web page, or not English.
    """
    text = _unescaped(text)
    _check(text, name)
    first, _, _ = text.partition("\n")
    fields = [field.strip() for field in first.lstrip("# ").split("|")]
    day, address, body = date, "", 0
    if day is None:
        day = _dateline(text)
    if first.startswith("#") or any(_day(field) or field.startswith("http") for field in fields[1:]):
        body = len(first) + 1
        day = date or next(filter(None, map(_day, fields[1:])), day)
        address = next((field for field in fields[1:] if field.startswith("http")), "")
    return SourceText(text, name, fields[0], day, address, body)


def read_source(path: Path, *, date: datetime.date | None = None) -> SourceText:
    """As :func:`source_of`, from a file of text or a PDF.

    Raises:
        TextError: there is no such file, it is no text, or it cannot be decoded.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise TextError(message(f"{path} cannot be read", details=[str(error.strerror)])) from None
    if raw.startswith(b"%PDF"):
        return source_of(_from_pdf(path), name=path.name, date=date)
    return source_of(decoded(raw, path.name), name=path.name, date=date)


def decoded(raw: bytes, name: str) -> str:
    """The words of a file, in UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises:
        TextError: too long, or no text.
    """
    if len(raw) > 4 * MOST_CHARACTERS:
        raise _too_long(name, len(raw))
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _no_text(name)
    encodings = ["utf-8-sig", "cp1252"]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise _no_text(name)


# A first line "# title | date | address" that a page has broken at one of its bars.
_PARTED_TITLE = re.compile(r"\A(#[^\n]*\|)[ \t]*\n[ \t]*(?=\d{4}-\d\d-\d\d|https?://)")


def _from_pdf(path: Path) -> str:
    # Of the extra `text`, and only where a PDF is given.
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise TextError(
            message(f"{path.name} is a PDF", do="pip install 'tradetalks[text]', or give its text")
        ) from None
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    except PyPdfError as error:
        raise TextError(message(f"{path.name} is no PDF that can be read", details=[str(error)])) from None
    text = "\n\n".join(pages).lstrip()
    for _ in range(2):
        text = _PARTED_TITLE.sub(r"\1 ", text)
    return text


# What a page writes for letters that its language needs itself, or that a keyboard lacks.
_ENTITY = re.compile(
    r"&(?:nbsp|amp|quot|apos|[lr][sd]quo|[mn]dash|euro|pound|yen|hellip|shy|thinsp|#\d{1,6}|#x[\da-fA-F]{1,5});"
)
# Marks that only pages have.
_TAG = re.compile(
    r"</?(?:html|head|body|div|span|p|br|table|tr|td|th|ul|ol|li|h[1-6]|a|b|i|em|strong|font|sup|sub|img|script|style|meta)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def _unescaped(text: str) -> str:
    """The text with the letters that a page writes as ``&nbsp;`` or ``&#8217;``."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def _check(text: str, name: str) -> None:
    if not text.strip():
        raise TextError(message(f"{name} is empty", expected="a statement, a notice or an article in English"))
    if len(text) > MOST_CHARACTERS:
        raise _too_long(name, len(text))
    printable = sum(letter.isprintable() or letter.isspace() for letter in text) / len(text)
    if printable < LEAST_PRINTABLE or "\0" in text:
        raise _no_text(name)
    if _TAG.search(text):
        raise TextError(
            message(
                f"{name} is a web page",
                expected="text",
                do="copy the words from the page, or save it as text in the browser",
            )
        )
    language = other_language(text)
    if language:
        raise TextError(
            message(
                f"{name} is not English", expected="English", got=language, do="translate it and say so in its title"
            )
        )


# Where a report, or a release, says its own day: "BEIJING, January 7, 2019 -", "For release: 1 March 2019".
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Za-z .,()/-]{2,40}[,(]\s*|(?:Date|Released?|Published|For (?:immediate )?release)\W+|)"
    rf"(?P<day>(?:{MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS}) \d{{4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})\s*(?:,\s*\d\d?:\d\d)?\s*(?:[)(–—:-]|$)",
    re.MULTILINE,
)
# The last line of an announcement that is signed with its day.
_DAY_ALONE = re.compile(rf"(?P<day>(?:{MONTHS}) \d{{1,2}},? \d{{4}}|\d{{1,2}} (?:{MONTHS}) \d{{4}})")
# Where a text says its day it does so at its beginning, or in its last line.
_TOP = 600


def _dateline(text: str) -> datetime.date | None:
    """The day at the top of a text, or of its last line; None where it has none."""
    match = _DATELINE.search(text[:_TOP])
    if match is None:
        last = text.rstrip().rpartition("\n")[2].strip()
        match = _DAY_ALONE.fullmatch(last)
    if match is None:
        return None
    if "/" in match["day"]:
        return _by_slashes(match["day"])
    found = days_in(match["day"], None)
    return found[0].day if found else None


def _by_slashes(text: str) -> datetime.date | None:
    """A day such as 10/14/2025, where only one of its first two numbers can be a month; None where both can, and differ."""
    one, other, year = map(int, text.split("/"))
    months = [(month, day) for month, day in {(one, other), (other, one)} if month <= 12]
    if len(months) != 1:
        return None
    try:
        return datetime.date(year, *months[0])
    except ValueError:
        return None


def _day(field: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(field)
    except ValueError:
        return None


def _too_long(name: str, length: int) -> TextError:
    return TextError(
        message(
            f"{name} is too long to be a statement",
            expected=f"at most {MOST_CHARACTERS:,} characters",
            got=f"{length:,}",
            do="give the part that speaks of tariffs and talks",
        )
    )


def _no_text(name: str) -> TextError:
    return TextError(message(f"{name} is no text", expected="text in UTF-8 or Windows-1252, or a PDF"))
