"""How a database of an earlier version becomes one of this version; alembic runs these at every start."""
