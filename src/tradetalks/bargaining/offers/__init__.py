"""Bargaining by offers: alternating offers, optimism, and a surplus that changes at random."""
