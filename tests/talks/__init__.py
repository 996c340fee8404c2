"""Tests of the theory of talks."""
