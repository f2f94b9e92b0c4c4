"""Documents and workbooks of literacy monitoring."""
