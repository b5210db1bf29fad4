"""What a build needs from the machine: steps that run when something changed, Node, Chromium, pinned packages."""
