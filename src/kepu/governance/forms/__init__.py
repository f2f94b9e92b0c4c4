"""Forms of governance, a module per subject."""
