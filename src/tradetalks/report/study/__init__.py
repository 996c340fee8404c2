"""A study as people read it: how sure the answer is, and what it hangs on."""
