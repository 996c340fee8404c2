"""From the text of a scenario file to its sections: where it is found, where each word stands, and what must hold together."""
