"""How fast the project is."""
