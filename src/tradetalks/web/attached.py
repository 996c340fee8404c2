"""The header of an answer that is kept as a file, not shown."""

from __future__ import annotations

from urllib.parse import quote


def attached(name: str) -> dict[str, str]:
    """The header that has a browser keep an answer under a name.

    Args:
        name: of the file, in letters of any script, which headers themselves do not have.
    """
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
