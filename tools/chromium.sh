#!/bin/sh
# Print the path of a Chromium (or Google Chrome) that is installed; exit 1 if there is none.
for browser in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome \
  "/Applications/Chromium.app/Contents/MacOS/Chromium" \
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
  if [ -n "$browser" ] && [ -x "$browser" ]; then
    printf '%s\n' "$browser"
    exit 0
  fi
done
exit 1
