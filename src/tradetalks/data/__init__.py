"""Accounts of the world economy and the record of the trade war that ship with the package, and readers for one's own."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
