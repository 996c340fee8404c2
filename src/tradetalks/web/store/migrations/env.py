"""What alembic runs: the connection is given by :mod:`tradetalks.web.store.database`."""

from alembic import context

from tradetalks.web.store.tables import TableBase

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TableBase.metadata,
    # SQLite changes columns by making the table anew.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
