"""Scenario files: dated, sourced acts of trade policy, read like a compiler reads a program."""
