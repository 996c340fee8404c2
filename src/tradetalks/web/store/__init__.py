"""What outlives the server: saved scenarios and runs, in one SQLite file of the user's data folder."""
