"""The four tables of the state, and what each decision leaves beside them, as rows of a database."""
