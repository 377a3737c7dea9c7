"""Words on a terminal, one file a command, nothing else."""
