"""Addresses, a module per part of the room."""
