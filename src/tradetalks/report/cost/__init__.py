"""The chapter on what the tariffs cost whom."""
