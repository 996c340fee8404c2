"""The tables of a report in the formats of other programs: one workbook, Parquet, LaTeX."""
