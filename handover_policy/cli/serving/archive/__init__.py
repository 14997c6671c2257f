"""The archive from the command line: files brought, listed, fetched, restored, held and inspected."""
