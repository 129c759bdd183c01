"""Who drafts: a language model, or the abstract's own sentences."""
