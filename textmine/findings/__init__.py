"""What is counted and quoted: tables, quotes, messages, outcomes; the content of a digest and of an export."""
