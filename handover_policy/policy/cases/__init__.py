"""Lists of cases: one value for some, another for others (contract, "Dated values")."""
