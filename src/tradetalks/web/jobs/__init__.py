"""What is solved, apart from the requests that ask for it: bounded, one job a question, kept when it is done."""
