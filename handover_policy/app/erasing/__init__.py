"""Erasing: how long what is kept of people, what may go and what must stay, and carrying it out."""
