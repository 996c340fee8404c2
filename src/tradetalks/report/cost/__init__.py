"""The chapter on what the tariffs cost whom: sentences, charts and tables of every policy of a scenario."""
