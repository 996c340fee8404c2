"""What a study says: quantiles, shares of draws, drivers, corners without an answer, convergence; each with how sure it is."""
