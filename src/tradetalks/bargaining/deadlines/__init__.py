"""Bargaining against a deadline when resolve is not known: wars of attrition, the last instant, rounds of silence, extensions."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
