"""Any game with payoffs and exact gradients: best replies, Nash equilibria and their certificate. Knows no economy."""
