"""Rounds of offers with complete information: alternating offers to a deadline, optimism, a stochastic surplus."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
