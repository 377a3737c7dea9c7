"""The order on one page, raw/ -> digest (`run`); each command's work; what a run answers."""
