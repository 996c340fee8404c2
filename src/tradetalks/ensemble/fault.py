"""What is wrong with a plan of a study: told by itself, or at its place in the file of the scenario."""

from __future__ import annotations

from typing import NamedTuple

from tradetalks.errors import TradeTalksError, labelled, message, parts
from tradetalks.inputs import KEY, Place, Refusal
from tradetalks.scenario.reading.positions import Source
from tradetalks.scenario.reading.study import SECTION


class Fault(NamedTuple):
    """What is wrong with one parameter, or with the plan where ``name`` is empty; ``further`` is told after it as it is."""

    name: str
    title: str
    expected: str = ""
    got: str = ""
    do: str = ""
    further: tuple[str, ...] = ()

    def told(self) -> str:
        """As an error says it."""
        where = "study"
        if self.name:
            where = f"study: {self.name}"
        said = message(self.title, where=where, expected=self.expected, got=self.got, do=self.do)
        return "\n\n".join([said, *self.further])

    def in_file(self, source: Source) -> Refusal:
        """The same at its place in the file of the scenario."""
        title = self.title
        if self.got:
            title = f"{title}: {self.got}"
        whole: Place = (SECTION, "parts")
        if self.name:
            whole = (SECTION, "parameters", self.name, KEY)
        return Refusal(title, self.expected, self.do, source.first_of(whole[:3], (SECTION,)) + whole[3:])


def fault_of(error: TradeTalksError, name: str, value: object) -> Fault:
    """What reading a value of a parameter said of it: the first problem.

    Args:
        error: whose titles begin with a place.
        name: of the parameter.
        value: that cannot be taken.
    """
    first = str(error).split("\n\n")[0]
    above, _, advice = first.partition(f"\n{labelled('do', '')}")
    told = parts(above)
    said = value
    if isinstance(value, float):
        # A number in the middle of a distribution, which nobody wrote: two digits say which.
        said = f"{value:.2g}"
    title = f"the value {said} cannot be taken: {told['title'].partition('  ')[2]}"
    # What accounts say of themselves is a message of its own, with several lines.
    if "\n" in advice:
        return Fault(name, title, told["expected"], further=(advice,))
    return Fault(name, title, told["expected"], do=advice)
