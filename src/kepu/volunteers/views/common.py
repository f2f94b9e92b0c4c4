"""What the views share."""

PAGE_SIZE = 50
