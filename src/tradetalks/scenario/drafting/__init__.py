"""From what a text says to a draft of a scenario: every line with its words, every gap left open."""
