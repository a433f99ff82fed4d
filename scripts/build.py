#!/usr/bin/env python3
"""Build the site: set up what that needs, check the edition, then let MkDocs publish.

It takes Python 3.11 or later and a network, nothing else.  `--only-setup` and `--with test` are
its own options; all others go to `edition build`, whose exit status becomes its own: 0 fine,
1 findings, 2 wrong usage, 3 our own fault.
"""

import sys

OLDEST = (3, 11)

if __name__ == "__main__":
    # An older Python must be able to read this far, and must not be asked to read setup_env.
    if sys.version_info < OLDEST:
        sys.stderr.write("build.py: this is Python %d.%d; " % sys.version_info[:2])
        sys.stderr.write("it takes %d.%d or later, e.g. python3.11 scripts/build.py\n" % OLDEST)
        sys.exit(3)

    import setup_env

    sys.exit(setup_env.main(sys.argv[1:], then="edition build"))
