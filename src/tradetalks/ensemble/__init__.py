"""Studies: one scenario run many times, with some of its assumptions drawn, each draw by name and repeatable alone."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
