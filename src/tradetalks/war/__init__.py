"""Trade wars on an economy: what governments want and set, best responses, Nash equilibria, escalation and clubs."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
