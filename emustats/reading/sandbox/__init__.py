"""Reading in child processes with limits of time and memory: the pool, the child, the batch."""
