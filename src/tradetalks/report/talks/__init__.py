"""The chapter on the talks: is there a deal, which, with what odds, and would it be kept."""
