"""What is fast, measured: `make bench` prints tables and writes JSON into bench-results/."""
