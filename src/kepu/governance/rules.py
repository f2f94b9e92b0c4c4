"""Who may do what in governance."""
