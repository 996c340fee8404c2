"""Products: codes of the Harmonized System, the sectors that they belong to, and what they weigh in trade."""
