"""Charts of the page: pure functions from what was solved to specifications of Vega-Lite, each with its finding and its table."""
