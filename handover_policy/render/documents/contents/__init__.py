"""Contents: what each document says, free of language and layout."""
