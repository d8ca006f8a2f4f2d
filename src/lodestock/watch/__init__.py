"""WATCH: from the text of news and notices to proposed events, each field quoted."""
