"""Evidence for readers: tables of the register, their files, the list of sources, hazards, and a check of figures."""
