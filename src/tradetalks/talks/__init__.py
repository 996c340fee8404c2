"""Trade talks on an economy: what is on the table, which deals suit both sides, with what odds, and which would be kept."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
