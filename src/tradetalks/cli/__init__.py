"""The command line: reads arguments, calls the package, prints what it says."""
