#!/usr/bin/env bash
# Installs what the system tests need on a Debian machine (as root):
#
#   tools/install-test-parts.sh [PART...]     default: all parts
#
#   mosquitto       a real MQTT broker, its command line clients, openssl for its certificates
#   chromium        a browser for the pages and the screenshots
#   pymodbus        a Modbus library that we did not write, in a Python environment of its own
#   home-assistant  the real Home Assistant, in a Debian root of its own (it wants a newer Python)
#   buildah         builds and runs the container image without a daemon
#   umockdev        lets a test emulate an SPI device for the real spi-device, and what builds that
#   gpiovm          a virtual machine with a real GPIO character device and a real USB serial adapter
#
# Debian packages go to the machine. The rest goes to a cache outside the checkout,
# ${ENERGY_MONITOR_TEST_CACHE:-$HOME/.cache/energy-monitor-tests}/<part>-<version>: built under a
# temporary name and renamed when whole, so an interrupted run leaves nothing that looks finished.
# tools/parts.mjs names the same versions and folders: keep the two alike.
set -euo pipefail

home_assistant=2026.11.0
pymodbus=3.16.1
gpiovm=6.12-1 # the kernel's series, and a number to raise when anything changes that tools/gpiovm/prepare.sh puts there

cache=${ENERGY_MONITOR_TEST_CACHE:-$HOME/.cache/energy-monitor-tests}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(dirname "$here")
home_assistant_root=$cache/home-assistant-$home_assistant

say() { printf 'test parts: %s\n' "$*"; }

fail() {
  say "$*" >&2
  exit 1
}

debian_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  ((${#missing[@]} == 0)) && return
  say "Debian packages: ${missing[*]}"
  apt-get update -qq
  # Not even Debian's own daemons shall start: the tests run their own brokers.
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build_once TARGET COMMAND [ARGUMENT...]: the command fills the folder that it gets as last argument.
# The temporary folder carries our process number; those of dead processes are swept.
build_once() {
  local target=$1 leftover building
  shift
  [[ -d $target ]] && return
  for leftover in "$target".building.*; do
    [[ -d $leftover ]] || continue
    kill -0 "${leftover##*.}" 2>/dev/null || rm -rf --one-file-system "$leftover"
  done
  say "building $target, a few minutes at most"
  building=$target.building.$$
  mkdir "$building"
  "$@" "$building"
  mv -T "$building" "$target"
}

# The mirror that this machine installs its own Debian packages from.
debian_mirror() {
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /security/ { print $3; exit }'
}

# forky_root PACKAGES FOLDER: a minimal Debian 14. Older debootstraps have no script of that name: sid's is the same.
forky_root() {
  local mirror
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || fail "apt on this machine names no Debian mirror"
  debootstrap --variant=minbase --include="$1" forky "$2" "$mirror" /usr/share/debootstrap/scripts/sid >"$2.log" ||
    fail "debootstrap failed, see $2.log"
  rm "$2.log"
  # The machine's own way to the network: certificates, names, pip's settings.
  cp /etc/ssl/certs/ca-certificates.crt "$2/etc/ssl/certs/"
  cp -L /etc/resolv.conf /etc/hosts "$2/etc/"
  [[ -f /etc/pip.conf ]] && cp /etc/pip.conf "$2/etc/"
  return 0
}

# in_root FOLDER COMMAND...: the mounts live in a namespace of that process and vanish with it, however it ends;
# and it ends when this script does.
in_root() (
  become_in_root "$@"
)

become_in_root() {
  local root=$1
  shift
  exec setpriv --pdeathsig KILL unshare --mount bash -euc '
    root=$1; shift
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 UV_NO_CACHE=1 \
      SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt ${PIP_INDEX_URL:+UV_INDEX_URL="$PIP_INDEX_URL"} \
      chroot "$root" "$@"
  ' in_root "$root" "$@"
}

# --- parts

install_mosquitto() { debian_packages mosquitto mosquitto-clients openssl; }

install_chromium() { debian_packages chromium fonts-dejavu-core; }

install_buildah() { debian_packages buildah debootstrap; }

# npm leaves spi-device out where it cannot be built: `npm ci` again after this.
install_umockdev() { debian_packages umockdev g++ make python3; }

install_gpiovm() {
  [[ $(dpkg --print-architecture) == amd64 ]] || fail "the part gpiovm is made for amd64 alone"
  debian_packages qemu-system-x86 busybox-static kmod cpio xz-utils gcc libc6-dev libelf-dev make udev
  build_once "$cache/gpiovm-$gpiovm" "$here/gpiovm/prepare.sh" "${gpiovm%-*}"
}

install_pymodbus() {
  debian_packages python3 python3-venv
  build_once "$cache/pymodbus-$pymodbus" build_pymodbus
}

build_pymodbus() {
  /usr/bin/python3 -m venv "$1"
  "$1/bin/python" -m pip install --quiet "pymodbus[serial]==$pymodbus"
}

install_home-assistant() {
  debian_packages debootstrap debian-archive-keyring ca-certificates util-linux curl
  build_once "$home_assistant_root" build_home_assistant
}

build_home_assistant() {
  forky_root python3,python3-venv,python3-dev,g++,ca-certificates,tzdata "$1"
  in_root "$1" python3 -m venv /opt/ha
  in_root "$1" /opt/ha/bin/pip install --quiet --no-cache-dir uv
  in_root "$1" /opt/ha/bin/uv pip install --quiet --python /opt/ha/bin/python "homeassistant==$home_assistant"
  mkdir "$1/config" # the configuration folder of a run is mounted here
  in_root "$1" /opt/ha/bin/python - <"$here/home_assistant_requirements.py"
  start_home_assistant_once "$1"
  rm -rf "$1/config" "$1/var/cache/apt/archives" "$1/var/lib/apt/lists"
  mkdir "$1/config"
}

# The first start compiles everything and installs what is still missing; it also proves that the root is good.
start_home_assistant_once() {
  local port=18123 pid deadline=$((SECONDS + 180))
  cp "$repository"/test/system/support/home-assistant/*.yaml "$1/config/"
  printf 'http:\n  server_host: 127.0.0.1\n  server_port: %s\n' "$port" >>"$1/config/configuration.yaml"
  become_in_root "$1" /opt/ha/bin/hass -c /config >"$1/config/start.log" 2>&1 &
  pid=$!
  until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/api/onboarding"; do
    if ! kill -0 "$pid" 2>/dev/null || ((SECONDS > deadline)); then
      kill -KILL "$pid" 2>/dev/null || true
      tail -n 40 "$1/config/start.log" >&2
      fail "Home Assistant does not start"
    fi
    sleep 0.5
  done
  kill -TERM "$pid"
  wait "$pid" || true
}

parts=("$@")
((${#parts[@]})) || parts=(mosquitto chromium pymodbus home-assistant buildah umockdev gpiovm)

((EUID == 0)) || fail "must run as root"
[[ -e /etc/debian_version ]] || fail "knows Debian only"
mkdir -p "$cache"
exec {lock}>"$cache/lock"
flock "$lock" # a second run waits for the first, and then finds its work done
for part in "${parts[@]}"; do
  declare -F "install_$part" >/dev/null || fail "no part is called $part"
  started=$SECONDS
  "install_$part"
  say "$part is there ($((SECONDS - started)) s)"
done
