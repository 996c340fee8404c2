"""What a text says of tariffs and talks, each value with the words that support it; reads, and knows no scenario."""
