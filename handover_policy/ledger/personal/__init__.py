"""What people ask for about themselves, who opened what is kept of them, and links to their leaving certificates."""
