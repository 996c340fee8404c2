"""The chapter on where the war ends if nobody stops it: sentences, charts and tables, with the certificate."""
