"""Products inside sectors (E19 to E23 of ``docs/product_tier.md``): trade and tariffs by product, all else by sector."""
