#!/bin/sh
# Draws icon.png (128 x 128) and logo.png (250 x 100) from the SVG files beside this script, with headless Chromium.
set -eu
cd "$(dirname "$0")"
render() {
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
    --default-background-color=00000000 --window-size="$2" --screenshot="$PWD/../../$1.png" "file://$PWD/$1.svg" 2>/dev/null
}
render icon 128,128
render logo 250,100
