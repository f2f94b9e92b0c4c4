"""Reads of literacy monitoring, a module per subject."""
