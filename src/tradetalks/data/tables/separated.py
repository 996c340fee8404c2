"""How a text of separated values is written: encoding, separator, decimal sign; as Excel writes it in any country."""

from __future__ import annotations

import csv
import dataclasses
import io
import re

from tradetalks.data.tables.moved import EVERY, TableMove
from tradetalks.data.tables.source import Member
from tradetalks.errors import AccountsError, message, shortened

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
# Bytes of the first lines, from which separator and decimal sign are told: the widest header takes 60 kB.
LOOKED_AT = 1_000_000
DECIMAL_COMMA = re.compile(r"-?\d+,\d+([eE][-+]?\d+)?")
# "1.234,5": points between thousands, which a reader of numbers would take for decimal points.
THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
# The line that Excel writes, or reads, above the header to say what stands between cells.
SEPARATOR_LINE = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=(?P<separator>[,;|\t])"?[ ,;|\t]*\r?\n', re.IGNORECASE)
# Lines whose numbers are looked at.
LINES = 50


@dataclasses.dataclass(frozen=True)
class Dialect:
    """How a text is written.

    Args:
        encoding: ``utf-8-sig`` (with or without a mark at its beginning) or ``cp1252`` (Windows in western Europe).
        separator: between cells.
        decimal: the sign in numbers, "." or ",".
    """

    encoding: str
    separator: str
    decimal: str

    @property
    def note(self) -> str:
        """What is not as the official files have it, in words; "" where all is."""
        parts = []
        if self.separator == ";":
            parts.append("semicolons between cells")
        if self.decimal == ",":
            parts.append("commas in numbers")
        if self.encoding == "cp1252":
            parts.append("encoded in Windows-1252")
        return ", ".join(parts)


def dialect_of(member: Member) -> Dialect:
    """How the text is written.

    Raises:
        AccountsError: an empty file, another kind of file (a zip, a workbook, UTF-16), numbers with points between thousands.
    """
    encoding = _encoding(member)
    head = member.data[:LOOKED_AT].decode(encoding, errors="replace")
    lines = [line for line in head.splitlines()[: LINES + 1] if line.strip()]
    separator = max(SEPARATORS, key=lambda sign: lines[0].count(sign))
    decimal = "."
    if separator != ",":
        for number, line in enumerate(lines[1:], 2):
            for cell in line.split(separator)[1:]:
                cell = cell.strip().strip('"').removesuffix("%").rstrip()
                if THOUSANDS.fullmatch(cell) and "," in cell:
                    raise _refusal(
                        member, number, "a number with signs between thousands", "1234.5 or 1234,5", cell,
                        "write numbers without signs between thousands (Excel: cell format General)",
                    )  # fmt: skip
                if DECIMAL_COMMA.fullmatch(cell):
                    decimal = ","
    return Dialect(encoding, separator, decimal)


def without_separator_line(data: bytes) -> bytes:
    """A text without the line ``sep=;`` that Excel puts above the header; any other text as it is."""
    found = SEPARATOR_LINE.match(data)
    if found is None:
        return data
    return data[found.end() :]


def _encoding(member: Member) -> str:
    data = member.data
    if not data.strip():
        raise AccountsError(message("the file is empty", where=member.name, do="get the file again"))
    kinds = {b"PK": "a zip or a workbook", b"\xff\xfe": "a text in UTF-16", b"\xfe\xff": "a text in UTF-16"}
    for start, kind in kinds.items():
        if data.startswith(start):
            raise _refusal(member, 1, f"{kind}, no csv", "text in UTF-8", kind, 'save it as "CSV UTF-8"')
    if b"\0" in data[:LOOKED_AT]:
        raise _refusal(member, 1, "zero bytes, no text", "text in UTF-8", "zero bytes", "get the file again")
    if data.isascii():
        return "utf-8-sig"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.start
    else:
        return "utf-8-sig"
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        line = data.count(b"\n", 0, place) + 1
        raise _refusal(
            member,
            line,
            "letters in no encoding that is known",
            "UTF-8 or Windows-1252",
            f"byte {place}",
            "save it as UTF-8",
        ) from None
    return "cp1252"


def _refusal(member: Member, line: int, title: str, expected: str, got: str, do: str) -> AccountsError:
    return AccountsError(
        message(title, where=f"{member.name}:{line}", expected=expected, got=repr(shortened(got)), do=do)
    )


def first_lines(member: Member, dialect: Dialect, count: int) -> list[list[str]]:
    """The cells of the first ``count`` lines, of all for −1, without blanks around them."""
    lines = []
    stream = io.TextIOWrapper(io.BytesIO(member.data), encoding=dialect.encoding, newline="", errors="replace")
    try:
        for row in csv.reader(stream, delimiter=dialect.separator):
            lines.append([cell.strip() for cell in row])
            if len(lines) == count:
                break
    except csv.Error as error:
        raise _refusal(
            member, len(lines) + 1, "no line of separated values", "cells, in quotes where they hold separators", str(error),
            "get the file again",
        ) from None  # fmt: skip
    return lines


def notes_of(dialect: Dialect) -> list[TableMove]:
    """One row where a text is written otherwise than the official file."""
    if not dialect.note:
        return []
    return [TableMove("dialect", EVERY, EVERY, 0.0, dialect.note)]
