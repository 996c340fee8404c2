"""Numerical methods that know neither economies nor games: plain functions of arrays."""
