"""Many governments bargain at once over tariffs: pairs, reciprocity, most-favoured-nation, cooperative tariffs."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
