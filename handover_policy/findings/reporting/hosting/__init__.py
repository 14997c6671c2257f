"""Hosting: findings in the forms that code hosting and CI services read."""
