"""Figures from tidy frames: pure functions that take a conforming frame and return a new one."""
