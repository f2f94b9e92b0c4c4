"""What governance writes as official documents."""
