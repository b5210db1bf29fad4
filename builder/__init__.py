"""The build: each module does one job, and build.py calls them in order."""
