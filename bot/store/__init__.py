"""What is remembered: one SQL schema for SQLite and Postgres, behind the ports of the store."""
