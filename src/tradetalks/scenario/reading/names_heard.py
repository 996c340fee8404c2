"""Names of acts that are neither labels nor names of the accounts, and what they were taken for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tradetalks.inputs import Labels, Place, Refusal
from tradetalks.inputs.places import label_of, without_remark


def names_heard(tree: Mapping[str, object], labels: Labels) -> Iterator[Refusal]:
    """One line on every other spelling in the acts of a file, at the first of them.

    Args:
        tree: the file as it was written.
        labels: the names of the accounts.
    """
    taken: dict[str, str] = {}
    place: Place = ()
    for where, word, label in _names_in_acts(tree, labels):
        if not _is_name_of(word, label, labels) and word not in taken:
            taken[word] = f"{word} is taken for {label} ({labels.names.get(label, label)})"
            place = place or where
    if taken:
        yield Refusal("; ".join(taken.values()), do="write the label where something else is meant", place=place)


def _names_in_acts(tree: Mapping[str, object], labels: Labels) -> Iterator[tuple[Place, str, str]]:
    """Place, word and label of each region and sector that acts name."""
    for where, act in _acts(tree):
        for key in ("by", "on", "sectors"):
            words = act.get(key)
            for word in words if isinstance(words, list) else [words]:
                if not isinstance(word, str):
                    continue
                label = label_of(word, labels.sectors, labels.names) if key == "sectors" else labels.region(word)
                if label is not None:
                    yield (*where, key), word, label


def _acts(tree: Mapping[str, object]) -> Iterator[tuple[Place, Mapping[str, object]]]:
    lists: list[tuple[Place, object]] = [(("acts",), tree.get("acts"))]
    branches = tree.get("branches")
    if isinstance(branches, Mapping):
        named = ((name, branch) for name, branch in branches.items() if isinstance(branch, Mapping))
        lists += [(("branches", str(name), "acts"), branch.get("acts")) for name, branch in named]
    for place, acts in lists:
        if isinstance(acts, list):
            yield from (((*place, k), act) for k, act in enumerate(acts) if isinstance(act, Mapping))


def _is_name_of(word: str, label: str, labels: Labels) -> bool:
    """Whether a word is the label or its whole name, whatever the case, up to what stands in brackets."""
    plain, name = " ".join(word.split()).casefold(), labels.names.get(label, label)
    return plain in (label.casefold(), name.casefold(), without_remark(name).casefold())
