"""What happens to pages after MkDocs, and the files that programs read."""
