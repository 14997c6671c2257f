"""What is kept of people beside the state: where they are reached, what they asked hr for, who contacts are."""
