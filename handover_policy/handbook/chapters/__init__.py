"""The chapters of the handbook: one module for each thing that people look for."""
