"""Many governments bargain at once over tariffs: pairs, reciprocity, most-favoured-nation, cooperative tariffs."""
