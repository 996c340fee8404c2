"""The chapter on where the war ends if nobody stops it."""
