"""Scenario files: dated, sourced acts of trade policy, read like a compiler reads a program and solved into one run."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
