"""Any bargaining problem ``payoffs(x) → (u, J)``: what can be signed, which deal, when, and is it kept; knows no economy."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
