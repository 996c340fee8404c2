"""What happened at past deadlines, and how well forecasts of it scored."""
