"""How good it is: agreement with people's labels and among coders, steadiness between seeds, the state of the installation."""
