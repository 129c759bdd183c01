"""The verbs of the newsroom: each step of the route as plain functions over the ports."""
