"""What an author meant: values, titles, facts and keys as people write them, and as the files have to say it."""
