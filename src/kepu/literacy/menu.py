"""Entries of literacy monitoring, in the section 素质监测."""
