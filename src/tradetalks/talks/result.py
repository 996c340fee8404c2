"""What all results of the talks share: a plain-text summary and a repr that is its first line."""

from __future__ import annotations


class Result:
    """Base of results: subclasses are frozen dataclasses with `summary()`; two results are equal only if they are the same."""

    def summary(self) -> str:
        """Plain text, most important line first."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary().splitlines()[0]}>"
