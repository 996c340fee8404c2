"""Load what the report is drawn with while the economy is being solved: compiled code leaves a processor free."""

from __future__ import annotations

import threading


def preload_report() -> None:
    """Start loading the report's modules and matplotlib in the background; whoever needs them first waits for the rest."""
    threading.Thread(target=_load, name="preload", daemon=True).start()


def _load() -> None:
    import tradetalks.report.contents
    import tradetalks.report.write  # noqa: F401
