"""The economy: one kernel (E1-E12), the published models as special cases."""

from tradetalks.economy.runtime import configure

configure()
