#!/usr/bin/env bash
# Builds the container image with buildah, without a daemon and without a container registry, and tries it:
#
#   tools/build-image.sh
#
# The Dockerfile is the published one; only its base is another: a Debian forky root, which has Node 24 and its headers, with npm from the npm
# registry. That base is built once and kept in ${ENERGY_MONITOR_TEST_CACHE:-$HOME/.cache/energy-monitor-tests}/image-storage.
# The machine's certificates and its settings of npm and apt are mounted while the image is built; no layer holds them.
# Needs root (chroots and mounts), buildah and debootstrap: tools/install-test-parts.sh buildah.
set -euo pipefail

suite=forky
npm_version=11.19.1

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
storage=${ENERGY_MONITOR_TEST_CACHE:-$HOME/.cache/energy-monitor-tests}/image-storage
base=localhost/energy-monitor-base:$suite-npm$npm_version-headers
image=localhost/energy-monitor:test
certificates=/etc/ssl/certs/ca-certificates.crt

say() { printf 'image: %s\n' "$*"; }

fail() {
  say "failed: $*" >&2
  exit 1
}

((EUID == 0)) || fail "must run as root"
for tool in buildah debootstrap npm node curl flock pgrep; do
  command -v "$tool" >/dev/null || fail "$tool is missing (tools/install-test-parts.sh buildah installs buildah and debootstrap)"
done

mkdir -p "$storage"
exec 9>"$storage.lock"
flock 9 # one build at a time in one storage

work=$(mktemp -d)
buildah() { command buildah --root "$storage" --runroot "$work/run" --storage-driver vfs "$@"; }

finish() {
  buildah rm --all >/dev/null 2>&1 || true
  buildah rmi --force "$image" >/dev/null 2>&1 || true
  buildah rmi --prune --force >/dev/null 2>&1 || true
  rm -rf --one-file-system "$work"
}
trap finish EXIT

# --- the base

# The mirror that this machine installs its own Debian packages from.
debian_mirror() {
  # shellcheck disable=SC2016 # apt expands these
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /security/ { print $3; exit }'
}

build_base() {
  local root=$work/base mirror container
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || fail "apt on this machine names no Debian mirror"
  say "building $base (once)"
  # Older debootstraps have no script of this suite's name: sid's is the same.
  debootstrap --variant=minbase --include=nodejs,libnode-dev,ca-certificates "$suite" "$root" "$mirror" \
    /usr/share/debootstrap/scripts/sid >"$work/base.log" || fail "debootstrap: $(tail -n 3 "$work/base.log")"
  npm install --global --silent --prefix "$root/usr/local" "npm@$npm_version"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root/etc/resolv.conf"
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$root" / >/dev/null
  buildah commit --quiet --format docker --rm "$container" "$base" >/dev/null
  rm -rf --one-file-system "$root"
}

buildah inspect --type image "$base" >/dev/null 2>&1 || build_base

# --- the image

# The machine's certificates and its settings of npm and apt, as files to mount.
npm_setting() { npm config get "$1" 2>/dev/null; }
{
  cat "$certificates"
  for extra in "${NODE_EXTRA_CA_CERTS:-}" "$(npm_setting cafile)"; do
    if [[ -f $extra && $extra != "$certificates" ]]; then cat "$extra"; fi
  done
} >"$work/certificates.pem"
{
  cat "$(npm_setting globalconfig)" "$(npm_setting userconfig)" 2>/dev/null || true
  printf '\nregistry=%s\ncafile=%s\n' "$(npm_setting registry)" "$certificates"
} >"$work/npmrc"
apt-config dump | grep -E '^Acquire::(https?|Check-)' >"$work/apt.conf" || true

build=(--isolation chroot --format docker --pull-never
  --volume "$work/certificates.pem:$certificates:ro" --volume "$work/npmrc:/root/.npmrc:ro"
  --volume "$work/apt.conf:/etc/apt/apt.conf.d/99machine:ro"
  --build-arg "BASE=$base"
  --build-arg "BUILD_VERSION=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).version' "$repository/package.json")"
  --build-arg "BUILD_ARCH=$(uname -m | sed s/x86_64/amd64/)")

archive=$(sed -n 's/^ARG PIGPIO_ARCHIVE=//p' "$repository/Dockerfile")
if ! curl --silent --fail --location --head --max-time 15 --output /dev/null "$archive"; then
  say "left out: pigpio's C library ($archive cannot be reached from here)"
  build+=(--build-arg "PIGPIO_ARCHIVE=")
fi

started=$SECONDS
buildah bud "${build[@]}" --tag "$image" "$repository" >"$work/build.log" 2>&1 || {
  tail -n 40 "$work/build.log" >&2
  fail "the build ended with an error"
}
say "built in $((SECONDS - started)) s"

# --- what is inside

container=$(buildah from --pull-never "$image")
mounted=$(buildah mount "$container")

node - "$repository/package-lock.json" "$mounted/app" <<'END' || fail "development dependencies are inside"
const { existsSync, readFileSync } = require('node:fs')
const [lock, app] = process.argv.slice(2)
const development = Object.entries(JSON.parse(readFileSync(lock, 'utf8')).packages).filter(([, entry]) => entry.dev)
const inside = development.map(([path]) => path).filter((path) => existsSync(`${app}/${path}`))
if (inside.length > 0) console.error(inside.join('\n'))
process.exit(inside.length > 0 || development.length === 0 ? 1 : 0)
END
for unwanted in app/src app/test app/.git root/.npmrc root/.npm/_cacache; do
  [[ ! -s $mounted/$unwanted && ! -d $mounted/$unwanted ]] || fail "/$unwanted is inside"
done
for native in spi-device/build/Release/spi.node koffi/package.json @serialport/bindings-cpp/package.json; do
  [[ -e $mounted/app/node_modules/$native ]] || fail "the native package of $native is not inside"
done
if cmp -s "$mounted$certificates" "$work/certificates.pem"; then fail "the machine's certificates are inside"; fi
say "no development dependencies, nothing of this machine inside"
say "size: $(du -sm "$mounted" | cut -f1) MB, of these the app $(du -sm "$mounted/app" | cut -f1) MB"

# --- the demo runs in it

words() { buildah inspect --type image --format "{{range $1}}{{println .}}{{end}}" "$image" | sed '/^$/d'; }
mapfile -t entrypoint < <(words .Docker.Config.Entrypoint)
mapfile -t healthcheck < <(words .Docker.Config.Healthcheck.Test)
((${#entrypoint[@]})) || fail "the image has no entry point"
[[ ${healthcheck[0]:-} == CMD ]] || fail "the image has no health check"

mkdir "$work/data" "$work/config"
run() {
  command buildah --root "$storage" --runroot "$work/run" --storage-driver vfs run --isolation chroot \
    --volume "$work/data:/data" --volume "$work/config:/config" "$container" -- "$@"
}
run "${entrypoint[@]}" run --demo >"$work/demo.log" 2>&1 9>&- &
runner=$!

demo_failed() {
  tail -n 40 "$work/demo.log" >&2
  fail "$1"
}

deadline=$((SECONDS + 60))
until grep -qE 'broker mqtt://127\.0\.0\.1:[0-9]+' "$work/demo.log"; do
  kill -0 "$runner" 2>/dev/null || demo_failed "the demo ended"
  ((SECONDS < deadline)) || demo_failed "the demo named no broker within 60 s"
  sleep 0.1
done
say "the demo runs: $(grep -oE 'broker mqtt://127\.0\.0\.1:[0-9]+' "$work/demo.log" | head -n 1)"

run "${healthcheck[@]:1}" || demo_failed "the health check failed"
say "the health check passes"

# The program is the one process below the runner that has no child of its own.
program=$runner
while child=$(pgrep --parent "$program" | head -n 1) && [[ -n $child ]]; do program=$child; done
before=$(date +%s%N)
kill -TERM "$program"
while kill -0 "$program" 2>/dev/null; do
  (($(date +%s%N) - before < 10000000000)) || break
  sleep 0.02
done
took_ms=$((($(date +%s%N) - before) / 1000000))
code=0
wait "$runner" || code=$?
# The needles of the demo are parked meanwhile.
((took_ms <= 6000)) || demo_failed "it ended ${took_ms} ms after SIGTERM, allowed are 6000"
((code == 0)) || demo_failed "it ended with exit code $code after SIGTERM"
say "it ended ${took_ms} ms after SIGTERM"
