"""Theory of trade talks: bargaining set, rounds, resolve, deadlines and enforcement, for any `payoffs(x) -> (u, jacobian)`."""
