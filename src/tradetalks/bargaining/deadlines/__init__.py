"""Bargaining against a deadline: wars of attrition, the last instant, extensions."""
