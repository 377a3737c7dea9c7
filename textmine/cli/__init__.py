"""Words on a terminal, one file a command, nothing else.

main: the list of the commands.
terminal: results on stdout, everything else on stderr, errors as one line.
options: the options that commands share.
flag_review: the review of anonymity flags, key by key.
anonymise, corpus, demo, digest, doctor, evaluate, export, import_coding, messages, models, read, retrain, review,
    run, show, themes: a command each.
"""
