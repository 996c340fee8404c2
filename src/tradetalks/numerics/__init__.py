"""Numerical methods, and how many processors they may use: plain functions that know neither economies nor games."""
