"""``python -m auditor``."""

import sys

from auditor.cli.start import main

sys.exit(main())
