"""The errors that tradetalks raises on purpose: each says what was expected, what came, where, and what to do."""


class TradeTalksError(ValueError):
    """Base of every error the package raises for bad input or an unsolved problem."""


class AccountsError(TradeTalksError):
    """Accounts whose labels, signs or identities are wrong; lists every failure at once."""


class PolicyError(TradeTalksError):
    """A policy that the economy cannot take: unknown labels, impossible rates, unbalanced transfers."""


class SolveError(TradeTalksError):
    """A single run that did not reach an equilibrium; carries residual, place and advice."""


class ScenarioError(TradeTalksError):
    """A scenario file that cannot be read; lists every problem with line, column and caret."""
