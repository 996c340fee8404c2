"""The equations E1 to E12 as one differentiable map, its fixed point, and derivatives at it: bare arrays only."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
