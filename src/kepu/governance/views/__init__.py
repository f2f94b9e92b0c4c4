"""Pages of governance, a module per subject."""
