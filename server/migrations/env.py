"""Run the migrations on the writing engine of the current application."""

from alembic import context
from flask import current_app

import server.models  # noqa: F401  (fills the metadata)
from server.db import Base, writer_engine, writer_queue


def run() -> None:
    """Apply the wanted migrations in one write transaction."""
    with writer_queue(), writer_engine().connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_as_batch=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()


assert current_app, "run this through `flask db`"
run()
