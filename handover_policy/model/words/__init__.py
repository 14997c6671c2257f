"""The words of the language, each a row of a closed table: what it is called, what it asks, how it is written."""
