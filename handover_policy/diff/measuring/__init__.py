"""Measuring: whom two sides differ for, and by how much, found by evaluating both."""
