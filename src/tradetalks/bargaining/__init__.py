"""Any bargaining problem ``payoffs(x) → (u, J)``: what can be signed, which deal, when, and is it kept. Knows no economy."""
