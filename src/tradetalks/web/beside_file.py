"""What a view shows beside the scenario's file: the day, what comes without a deal, the reader's deal; saved with the file."""

from __future__ import annotations

from urllib.parse import parse_qsl

from tradetalks.errors import ScenarioError
from tradetalks.web.state import PageState, read_state, state_query

# Fields of a state for which a scenario file has no key: they change what the views Tariffs and Talks show, and no run.
BESIDE = ("date", "threat", "issues")
# The comment that holds them in the text of a saved scenario, its first line.
MARK = "# shown in the page beside this scenario: "


def beside_part(state: PageState) -> PageState:
    """The state with nothing but the scenario and what its file does not hold."""
    kept = {name: getattr(state, name) for name in BESIDE}
    return PageState(scenario=state.scenario, view=state.view).model_copy(update=kept)


def told_beside(state: PageState) -> list[str]:
    """What a state holds that no file does, in words; nothing where it holds nothing of the kind."""
    said = {
        "date": "the day that is shown",
        "threat": "what comes without a deal, as you moved it",
        "issues": "your deal",
    }
    return [words for name, words in said.items() if getattr(state, name)]


def with_beside(text: str, state: PageState) -> str:
    """A scenario's text with what the state shows beside it, as a comment."""
    bare = without_beside(text)
    query = state_query(beside_part(state).model_copy(update={"scenario": PageState().scenario}))
    if not query:
        return bare
    return f"{MARK}{query}\n{bare}"


def without_beside(text: str) -> str:
    """A scenario's text without that comment."""
    if not text.startswith(MARK):
        return text
    return text.partition("\n")[2]


def opened(scenario: str, text: str) -> PageState:
    """The state in which a saved scenario is opened: with what was shown beside it when it was saved.

    Args:
        scenario: its name in a link.
        text: as it was saved; a comment that was changed by hand and cannot be read is passed over.
    """
    state = PageState(scenario=scenario)
    if not text.startswith(MARK):
        return state
    query = text.partition("\n")[0].removeprefix(MARK)
    try:
        return beside_part(read_state(parse_qsl(query))).model_copy(update={"scenario": scenario})
    except ScenarioError:
        return state
