"""What only the whole shows: checks, corrections by hand, and the trace from a figure to its cells."""
