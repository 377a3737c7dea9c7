"""Segments -> a model version: fit, identity of themes, decisions applied, versions, guards, report, history."""
