"""Employments and how they end: departures, ways back, what the employer owes and what it may claim."""
