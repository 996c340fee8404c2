"""From a run to what people read: tables, charts, a page, files."""
