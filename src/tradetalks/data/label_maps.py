"""Maps from the labels of a table to fewer or other labels: read from Python or YAML, every word looked up, nobody twice."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tradetalks.data.countries import find_country, find_group
from tradetalks.errors import AccountsError, listed, message, shortened, suggestion
from tradetalks.inputs.places import label_of, meant

# What a map calls every label that it does not name.
REST = "rest"
# Keys of one entry that also gives a name to print.
OF, NAME = "of", "name"
# The maps that one file may hold.
SECTIONS = ("regions", "sectors")
# Characters of patterns, as in file names.
WILD = "*?["
# Bytes of a file with a map: the labels of the largest table, thirty times.
LARGEST_MAP = 1_000_000
# Problems that a message lists: a screenful.
SHOWN = 20

# New labels to old ones, or old labels to new ones; a path of a YAML file.
LabelMap = Mapping[str, object] | str | Path


class Merging(NamedTuple):
    """What becomes of labels: the new ones in order, their names, for every old one the position of its new one, and remarks."""

    labels: tuple[str, ...]
    names: tuple[str, ...]
    position: tuple[int, ...]
    notes: tuple[str, ...] = ()

    def members(self, old: Sequence[str]) -> dict[str, list[str]]:
        """The old labels of every new one."""
        return {
            new: [label for label, at in zip(old, self.position, strict=True) if at == k]
            for k, new in enumerate(self.labels)
        }


def unmerged(labels: Sequence[str], names: Sequence[str]) -> Merging:
    """Every label stays what it is."""
    return Merging(tuple(labels), tuple(names), tuple(range(len(labels))))


def read_label_map(given: LabelMap, kind: str, labels: Sequence[str], names: Sequence[str]) -> Merging:
    """A map of labels, looked up in those of a table.

    Args:
        given: new labels to lists of old ones, ``{"EU": ["DEU", "FRA"], "ROW": ["rest"]}``; or old labels to new ones,
            ``{"DEU": "EU", "FRA": "EU"}``; or a path of a YAML file with either, alone or under the key ``regions`` or
            ``sectors``. An old label may be written as its name, for countries in any spelling; ``C10*`` is every label that
            begins so, ``EU27`` all its members, ``rest`` all that the map does not name. Labels that it does not name stay.
            ``{"EU": {"name": "European Union", "of": ["EU27"]}}`` also says what to print.
        kind: ``region`` or ``sector``.
        labels: of the table.
        names: of the table, to print, one a label.

    Returns:
        The :class:`Merging`: new labels in the order of the map, then those that stay; where the map names old labels, every new
        one takes the place of the first in it.

    Raises:
        AccountsError: every word that stands for nothing, every label that is asked for twice, a file that cannot be read.
    """
    where = f"{kind}s"
    if isinstance(given, str | Path):
        where = str(given)
        given = _from_file(Path(given), f"{kind}s")
    entries = _entries(given, where)
    reader = _Words(kind, tuple(labels), tuple(names))
    problems: list[str] = []
    groups = {new: _members(new, words, reader, problems) for new, (_, words) in entries.items()}
    _refuse(problems, where)
    found = _merged(groups, {new: name for new, (name, _) in entries.items()}, reader, problems)
    _refuse(problems, where)
    if _names_old(given):
        return _in_place(found)
    return found


def _entries(given: Mapping[str, object], where: str) -> dict[str, tuple[str, list[str]]]:
    """New label to the name to print ("" for none) and the words of what goes into it."""
    words = {str(key): value for key, value in given.items()}
    if _names_old(given):
        turned: dict[str, tuple[str, list[str]]] = {}
        for old, new in words.items():
            turned.setdefault(str(new), ("", []))[1].append(old)
        return turned
    return {new: _entry(new, value, where) for new, value in words.items()}


def _names_old(given: Mapping[str, object]) -> bool:
    """Whether a map says of old labels what they become."""
    return bool(given) and all(isinstance(value, str) for value in given.values())


def _entry(new: str, value: object, where: str) -> tuple[str, list[str]]:
    """What one new label is made of."""
    name = ""
    if isinstance(value, Mapping) and OF in value and set(value) <= {OF, NAME}:
        name, value = str(value.get(NAME, "")), value[OF]
        if isinstance(value, str):
            value = [value]
    if isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(word, str) for word in value):
        return name, [str(word) for word in value]
    if isinstance(value, Mapping):
        raise _no_section(where, new)
    raise AccountsError(
        message(
            f"the map of {where} cannot be read at {shortened(new)!r}",
            expected="new labels, each with a list of old ones, as EU: [DEU, FRA]; or old labels, each with a new one",
            got=shortened(repr(value)),
            do="write brackets round every list, also round one of a single label",
        )
    )


def _no_section(where: str, key: str) -> AccountsError:
    """What to say of a key that holds a map and is no section of a file of maps."""
    return AccountsError(
        message(
            f"the map of {where} has no section {shortened(key)!r}",
            expected="the sections regions and sectors, each with a map of labels; or one map, each label with a list",
            do=suggestion(key.lower(), SECTIONS),
        )
    )


def _from_file(path: Path, section: str) -> Mapping[str, object]:
    """The map of a YAML file; every word as it is written (``NO`` is Norway)."""
    if not path.is_file():
        raise AccountsError(message(f"{path}: no such file", expected="a YAML file with a map of labels"))
    if path.stat().st_size > LARGEST_MAP:
        raise AccountsError(message(f"{path} is too large for a map", expected=f"at most {LARGEST_MAP:,} bytes"))
    try:
        tree = YAML(typ="base", pure=True).load(path.read_bytes().decode("utf-8-sig"))
    except (YAMLError, UnicodeDecodeError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise AccountsError(message(f"{path} is no YAML: {shortened(said, SHOWN * 10)}")) from None
    if isinstance(tree, Mapping) and set(SECTIONS) & set(tree):
        # One file may hold both maps; what it leaves out stays as it is, and what it holds beside them is a slip.
        beside = [str(key) for key in tree if key not in SECTIONS]
        if beside:
            raise _no_section(str(path), beside[0])
        tree = tree.get(section, {})
    if not isinstance(tree, Mapping):
        raise AccountsError(
            message(f"{path} holds no map", expected="new labels, each with a list of old ones, as EU: [DEU, FRA]")
        )
    return tree


class _Words:
    """What the words of a map stand for in the labels of a table."""

    def __init__(self, kind: str, labels: tuple[str, ...], names: tuple[str, ...]) -> None:
        self.kind, self.labels = kind, labels
        self.names = dict(zip(labels, names, strict=True))
        self.notes: list[str] = []
        self._country: dict[str, str] | None = None

    def stands_for(self, word: str) -> list[str]:
        """The labels, none where the word stands for nothing."""
        label = label_of(word, self.labels, self.names)
        if label is not None:
            return [label]
        if any(letter in word for letter in WILD):
            return fnmatch.filter(self.labels, word)
        if self.kind != "region":
            return []
        code = find_country(word)
        if code is not None and code in self.countries:
            return [self.countries[code]]
        return self._of_group(word)

    @property
    def countries(self) -> dict[str, str]:
        """Labels by the country that they or their names stand for."""
        if self._country is None:
            spelled: dict[str, list[str]] = {}
            for label in self.labels:
                code = find_country(label) or find_country(self.names[label])
                if code is not None:
                    spelled.setdefault(code, []).append(label)
            self._country = {code: found[0] for code, found in spelled.items() if len(found) == 1}
        return self._country

    def _of_group(self, word: str) -> list[str]:
        """The members of a group that are labels here; who is not is told."""
        group = find_group(word)
        if group is None:
            return []
        missing = [code for code in group.members if code not in self.countries]
        found = [self.countries[code] for code in group.members if code in self.countries]
        if found and missing:
            self.notes.append(
                f"{group.label} is taken without {', '.join(missing)}, part of other regions or missing in these accounts"
            )
        return found


def _members(new: str, words: Sequence[str], reader: _Words, problems: list[str]) -> list[str]:
    """The old labels that a new one is made of; ``rest`` is left for later."""
    found: list[str] = []
    if not words:
        problems.append(
            f"{new}: nothing goes into it; expected old labels, or {REST} for all that the map does not name"
        )
    for word in words:
        if word == REST and word not in reader.labels:
            found.append(REST)
            continue
        labels = reader.stands_for(word)
        if not labels:
            advice = meant(word, reader.labels, reader.names, places=reader.kind == "region")
            problems.append(f"{new}: {shortened(word)!r} stands for no {reader.kind}; {advice}")
        found += labels
    return found


def _merged(groups: Mapping[str, list[str]], names: Mapping[str, str], reader: _Words, problems: list[str]) -> Merging:
    """The map turned round, with the rest in its place."""
    home: dict[str, str] = {}
    for new, members in groups.items():
        for label in members:
            if label == REST and label not in reader.labels:
                continue
            if home.setdefault(label, new) != new:
                problems.append(f"{label} goes into {home[label]} and into {new}; expected one of them")
    rests = [new for new, members in groups.items() if REST in members and REST not in reader.labels]
    if len(rests) > 1:
        problems.append(f"{' and '.join(rests)} both take the rest; expected one of them")
    for label in reader.labels:
        if label not in home:
            home[label] = next(iter(rests), label)
            if not rests and label in groups:
                problems.append(
                    f"{label} stays, as the map does not name it, and is also a new label; say what becomes of it too, or call "
                    "the new one something else"
                )
    taken = set(home.values())
    reader.notes += [f"nothing is left for {new}" for new in rests if new not in taken]
    labels = tuple(dict.fromkeys(new for new in [*groups, *reader.labels] if new in taken))
    return Merging(
        labels,
        tuple(names.get(new) or _name(new, home, reader) for new in labels),
        tuple(labels.index(home[label]) for label in reader.labels),
        tuple(dict.fromkeys(reader.notes)),
    )


def _in_place(merging: Merging) -> Merging:
    """New labels where the first old label of each was."""
    order = sorted(range(len(merging.labels)), key=merging.position.index)
    return Merging(
        tuple(merging.labels[k] for k in order),
        tuple(merging.names[k] for k in order),
        tuple(order.index(at) for at in merging.position),
        merging.notes,
    )


def _name(new: str, home: Mapping[str, str], reader: _Words) -> str:
    """What to print for a new label: the name of the only one in it, or of the group of that label."""
    members = [label for label, at in home.items() if at == new]
    if len(members) == 1 and reader.names[members[0]] != members[0]:
        return reader.names[members[0]]
    if reader.kind == "region":
        group = find_group(new)
        if group is not None:
            return group.name
    return new


def _refuse(problems: Sequence[str], where: str) -> None:
    if problems:
        raise AccountsError(
            message(f"the map of {where} does not fit these accounts", details=listed(list(problems), SHOWN))
        )
