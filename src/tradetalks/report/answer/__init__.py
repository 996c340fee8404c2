"""The answer in five lines: each a question that a minister asks, with its answer, from the numbers of a run."""
