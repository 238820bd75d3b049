"""The pages of the dashboard, one file each; `whatif_*` and `why_*` are parts of a page."""
