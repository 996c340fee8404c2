"""The views: what each shows of a run, as HTML that the server writes."""
