from .backtest import Backtest as Backtest
from .backtest import run_backtest as run_backtest
from .scores import Score as Score
from .scores import always as always
from .scores import base_rate as base_rate
from .scores import score as score
