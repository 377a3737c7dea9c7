"""How good it is: agreement with people's labels and among coders, steadiness between seeds, the state of the installation.

agreement: how far coders and the program code alike: kappa, alpha, the passages on which they differ.
labels: themes, messages and masks against labels that people gave.
metrics: the figures of agreement, as in the literature.
stability: how far fits with different seeds agree.
installation: what is installed, and is everything writable.
"""
