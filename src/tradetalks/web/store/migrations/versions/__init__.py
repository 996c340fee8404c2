"""The steps, each the next one's ground."""
