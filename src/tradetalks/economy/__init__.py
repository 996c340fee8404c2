"""The world economy in general equilibrium (E1 to E13 of ``docs/model.md``): calibrate it, solve it, differentiate it.

Importing it switches JAX to double precision, which the residuals of a solve need, and changes no other setting of JAX.
"""

import lazy_loader

from tradetalks.economy.runtime import use_double_precision

use_double_precision()

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
