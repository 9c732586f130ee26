"""Read a manuscript or bibliography, and say what stands against the works it cites and the claims it repeats."""
