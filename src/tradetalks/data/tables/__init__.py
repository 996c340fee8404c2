"""Official input-output tables of many countries: readers for each format, one result, what was moved, and small files to try."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
