"""Workbooks of literacy monitoring."""
