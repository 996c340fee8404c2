"""Tariffs: dated laws that stack, what a product pays line by line, and readers of official and public tables of rates."""
