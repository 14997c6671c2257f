"""Messages and their moments: when dated ones go out, and those of people who are not leaving."""
