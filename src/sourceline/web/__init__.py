"""The workbench: pages and the API over a project, on this machine alone."""
