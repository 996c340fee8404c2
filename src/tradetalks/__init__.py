"""tradetalks."""
