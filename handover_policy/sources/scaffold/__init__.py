"""The files of a new policy repository, and what writes them."""
