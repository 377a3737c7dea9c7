"""What people decide: anonymity flags, themes, the codebook as a file, codings of other tools, labelled sentences."""
