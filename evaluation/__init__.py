"""How well the checker does: patient stories with the level that a careful doctor would want, and the figures."""
