"""What Alembic runs the versions with: the connection, and its transaction, of whoever asked for them."""

from alembic import context

if hasattr(context, "config"):  # Alembic runs this module; whoever merely imports it wants nothing
    context.configure(connection=context.config.attributes["connection"])
    context.run_migrations()
