"""The project's database: SQLite in a folder, or PostgreSQL for a team."""
