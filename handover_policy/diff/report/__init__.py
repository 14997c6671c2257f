"""Telling: a comparison goes in, a form for people or machines comes out."""
