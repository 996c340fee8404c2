"""Any game with payoffs and exact gradients: best responses, Nash equilibria and their certificate; knows no economy."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
