"""The finished site: built, served, kept for offline use, as one file, and replaced by a newer one."""
