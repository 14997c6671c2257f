"""Parts of the command `render`: events folded, the sample told, names chosen, output written."""
