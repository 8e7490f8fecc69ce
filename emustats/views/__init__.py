"""What the notebooks show, and the launcher that opens them."""
