"""What share of citizens is scientifically literate, and with what certainty: items, surveys, estimates; self-test and schools."""
