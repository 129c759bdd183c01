"""Paperdesk: an editorial desk for research papers inside a team's own chat.

The route is `poll -> enrich -> rank -> draft -> review -> publish`; it stands on one screen in
`bot/pipeline/run.py`. The packages, from the inside out:

    domain     the nouns: Paper, Team, Edition, Story, Draft, Claim (standard library only)
    ports      every outside thing a step may use, as Protocols, and the Newsroom that holds them
    grounding  pure checks of a claim against the paper
    ranking    pure arithmetic: which papers are worth an editor's minute, and why
    pipeline   the verbs: the steps of the route, as plain functions
    sources    where papers and evidence come from
    writers    who drafts: a language model, or the abstract's own sentences
    outlets    where editors decide and readers read
    store      what is remembered
    jobs       when work happens
    wiring     the one place that knows what is plugged in
    serve, cli the entries
"""
