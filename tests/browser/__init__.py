"""The workbench as people meet it: in Chromium."""
