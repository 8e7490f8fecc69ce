"""The standard form that units fill in."""
