"""Volunteers and staff as workbooks."""
