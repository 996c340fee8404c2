"""Ways in which files break: each takes the text of a csv and gives a broken one."""

import re


def lines_of(text):
    return text.rstrip("\n").split("\n")


def joined(lines):
    return "\n".join(lines) + "\n"


def changed(text, line, column, cell, sign=","):
    """The text with one cell changed; lines and columns from 1."""
    lines = lines_of(text)
    cells = lines[line - 1].split(sign)
    cells[column - 1] = cell
    lines[line - 1] = sign.join(cells)
    return joined(lines)


def cut_row(text, line=4):
    """A line that ends in its middle, as after a full disk."""
    lines = lines_of(text)
    lines[line - 1] = ",".join(lines[line - 1].split(",")[:6])
    return joined(lines)


def shifted_header(text):
    """A header that lacks its first cell."""
    head, *rest = lines_of(text)
    return joined([head.partition(",")[2], *rest])


def european(text, sign=";"):
    """Semicolons between cells and commas in numbers."""
    return text.replace(",", sign).replace(".", ",")


def comma_decimals(text):
    """Commas in numbers and between cells: nobody can tell them apart."""
    head, *rest = lines_of(text)
    return joined([head, *[line.replace(".", ",") for line in rest]])


def with_thousands(text):
    """Semicolons, decimal commas and points between thousands."""
    text = european(text)
    return re.sub(r"(?<=;)(\d+)(\d{3}),(\d+)", r"\1.\2,\3", text)


def renamed_column(text, column, label):
    return changed(text, 1, column, label)


def without_line(text, start):
    return joined([line for line in lines_of(text) if not line.startswith(start)])


def without_columns(text, start):
    """The text without the columns whose label starts so: a country that is missing in columns only."""
    head, *rest = (line.split(",") for line in lines_of(text))
    keep = [k for k, label in enumerate(head) if not label.startswith(start)]
    return joined([",".join(line[k] for k in keep) for line in [head, *rest]])


def scaled_line(text, start, factor):
    """The text with the numbers of the lines that start so multiplied."""
    lines = []
    for line in lines_of(text):
        if line.startswith(start):
            label, *cells = line.split(",")
            line = ",".join([label, *[repr(factor * float(cell)) for cell in cells]])
        lines.append(line)
    return joined(lines)


def lost_decimals(text):
    """Numbers of three or four decimals without their point, those below 0.001 as 0, as in the copy of 2020 that circulates."""

    def lose(found):
        if float(found[0]) < 0.001:
            return "0"
        return str(int(found[0].replace(".", "")))

    head, *rest = lines_of(text)
    return joined([head, *[re.sub(r"\d+\.\d{3,4}\b", lose, line) for line in rest]])


CELLS = ("", "x", "1e400", "-5", "nan", "1,5", '"', '""', "0x10", "1 2", "é", "\x00", "VA", "99999999", "-", "=A1")


def spoiled(data, random, binary):
    """The bytes of a file with something wrong in a place that ``random`` chooses: bytes, cells, lines or columns."""
    kind = 0 if binary else random.randrange(8)
    if kind == 0:
        bytes_ = bytearray(data)
        for _ in range(random.choice((1, 3, 20))):
            bytes_[random.randrange(len(bytes_))] = random.randrange(256)
        return bytes(bytes_[: random.choice((len(bytes_), random.randrange(len(bytes_) + 1)))])
    sign = "\t" if b"\t" in data else ","
    lines = lines_of(data.decode())
    at = random.randrange(len(lines))
    cells = lines[at].split(sign)
    place = random.randrange(len(cells))
    if kind == 1:
        del lines[at]
    elif kind == 2:
        lines.insert(at, random.choice(lines))
    elif kind == 3:
        lines[at] = sign.join([*cells[:place], random.choice(CELLS), *cells[place + 1 :]])
    elif kind == 4:
        lines[at] = sign.join([*cells[:place], *cells[place + 1 :]])
    elif kind == 5:
        split = (line.split(sign) for line in lines)
        lines = [sign.join([*line[:place], *line[place + 1 :]]) for line in split]
    elif kind == 6:
        lines = lines[:at]
    else:
        lines = [line.replace(sign, ";").replace(".", ",") for line in lines]
    return joined(lines).encode()
