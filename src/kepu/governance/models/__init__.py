"""State of governance, a module per subject."""
