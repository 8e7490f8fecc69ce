"""Legacy fonts: text typed in TCVN3 or VNI, made Unicode."""
