"""The tests. This file makes them a package: textstat installs one of the same name, which would hide a mere folder."""
