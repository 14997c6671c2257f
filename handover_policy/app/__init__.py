"""The use cases: what the entrances ask for, put together from rooms and edges."""
