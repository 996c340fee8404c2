"""BACI, trade of every country by product (CEPII): read into the regions and sectors of accounts; small made-up files like it."""
