"""Writes of governance, a module per subject."""
