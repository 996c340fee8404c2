"""tradetalks: what a tariff costs whom, where a trade war ends, and which deals would be kept.

The public names are listed, with their types, in ``__init__.pyi``; each loads on first use, so that ``import tradetalks`` and
``tradetalks --help`` stay instant.
"""

from importlib import import_module

import lazy_loader

from tradetalks.result import shown_by

__version__ = "0.1.0"

__getattr__, __dir__, _public = lazy_loader.attach_stub(__name__, __file__)
__all__ = ["__version__", *_public]

shown_by(lambda: import_module("tradetalks.report.present"))
