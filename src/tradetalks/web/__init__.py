"""The page: a local server that asks the package, shows its answers and keeps scenarios. It computes nothing itself."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
