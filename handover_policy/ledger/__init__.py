"""The ledger: what a company was told and what was decided, kept in a database with the state that follows from it."""
