"""Reads of governance, a module per subject."""
