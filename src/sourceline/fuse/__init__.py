"""From many reports' claims to incidents: reprints, matching, clusters, consensus."""
