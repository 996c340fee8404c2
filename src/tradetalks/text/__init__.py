"""What a text says of tariffs and talks, each value with the words that support it; reads, and knows no scenario."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
