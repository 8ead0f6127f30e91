"""What an example leaves open, and the question that settles it."""
