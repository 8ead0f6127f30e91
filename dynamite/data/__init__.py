"""Examples and small instances: reading, inferring, comparing; all in memory."""
