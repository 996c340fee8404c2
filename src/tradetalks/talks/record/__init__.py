"""The odds of the talks held against past deadlines: what happened, forecasts, scores."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
