"""``python -m tradetalks`` is the program ``tradetalks``."""

import sys

from tradetalks.cli.main import main

sys.exit(main())
