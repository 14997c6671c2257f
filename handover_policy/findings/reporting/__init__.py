"""Reporting: findings and the texts they stand in go in, a form for people or machines comes out."""
