"""The deadline of 2 March 2019 as a stopping game, and games side by side."""

import numpy as np

from tradetalks.bargaining.deadlines import StoppingGame, stopping_game_from_flows

# The stakes of January 2019, bn $ a year: what the United States and China would have from each ending.
JANUARY_2019 = {
    "win": (28.61, 68.93),
    "split": (22.84, 48.38),
    "concede": (17.06, 27.83),
    "escalate": (-3.94, -27.92),
    "mandate_years": (1.8, 4.0),
    "days": 54,
    "extension_days": 90,
}


def january(**changes):
    return stopping_game_from_flows(**{**JANUARY_2019, **changes})


def side_by_side(games):
    """Games of the same rounds as the draws of one."""
    first = games[0]
    fixed = {name: getattr(first, name) for name in ("dates", "extension_dates", "threatener")}
    names = [name for name in StoppingGame.__dataclass_fields__ if name not in fixed]
    return StoppingGame(**fixed, **{name: np.stack([getattr(game, name) for game in games]) for name in names})
