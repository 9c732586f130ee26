#!/bin/sh
# Make sure the browser tests have a Chromium, where that needs no question: root on a Debian-like machine
# installs the distribution's package. Anywhere else the tests use what is there, or are skipped and say so.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Debian's chromium for the browser tests ..."
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
    >/dev/null 2>&1 || echo "Chromium could not be installed; the browser tests will be skipped."
fi
exit 0
