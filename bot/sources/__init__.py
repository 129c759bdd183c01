"""Where papers and evidence come from: one file or folder per source; they share the polite client and nothing else."""
