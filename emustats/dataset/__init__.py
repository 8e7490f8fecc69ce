"""A folder of workbooks as one Dataset: reading it, which submission stands, the cache, the overview."""
