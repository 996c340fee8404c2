"""What a file says that changes nothing, or that may not be meant: taken as it is, and pointed out."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Note:
    """One thing to point out.

    Args:
        text: what there is to see, in a line without a full stop.
        do: what to do where it is not meant.
        where: the place in the file, as path:line:column; empty for what was found in solving.
    """

    text: str
    do: str = ""
    where: str = ""

    def __str__(self) -> str:
        first = f"{self.where}  {self.text}" if self.where else self.text
        return f"{first}\ndo       {self.do}" if self.do else first
