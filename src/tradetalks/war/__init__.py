"""Trade wars: best responses, Nash equilibria and the games in closed form they are checked against."""
