"""What the product itself says, one folder a language; this room alone knows where those folders lie."""
