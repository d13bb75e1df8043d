#!/usr/bin/env bash
# Prepares the test machine with a GPIO character device, from Debian's packages alone:
#
#   tools/gpiovm/prepare.sh SERIES FOLDER      as root; SERIES is a kernel series, 6.12
#
# FOLDER gets the kernel, an initrd that mounts the host's root, the few modules that a test may load,
# and play-edges, which moves the lines of a simulated chip.
# Debian builds no gpio-sim: it is compiled here from Debian's own source and headers.
set -euo pipefail

series=$1
folder=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$folder/work

in_initrd=(9pnet_virtio 9p overlay)
for_tests=(gpio-sim dummy_hcd libcomposite usb_f_acm cdc_acm)

fail() {
  printf 'gpiovm: %s\n' "$*" >&2
  exit 1
}

# The newest kernel of the series: Debian 12 has a package of the series' name, Debian 13 has it as its own kernel.
newest_kernel() {
  apt-cache depends "linux-image-$series-amd64" linux-image-amd64 2>/dev/null |
    sed -n "s/^ *Depends: linux-image-\($series\.[0-9].*-amd64\)$/\1/p" | head -n 1
}

download() {
  local base=${version%-amd64}
  mkdir -p "$work/packages" "$work/root"
  cd "$work/packages"
  # Without the sandbox apt needs no right for its own user to write here.
  apt-get -qq -o APT::Sandbox::User=root download "linux-image-$version" "linux-headers-$version" "linux-headers-$base-common" \
    "linux-kbuild-$base" "linux-source-$series"
  for package in linux-image-* linux-headers-* linux-kbuild-*; do dpkg -x "$package" "$work/root"; done
  [[ -e $work/root/lib ]] || ln -s usr/lib "$work/root/lib" # Debian 13 keeps modules in /usr/lib
}

# Two files of the kernel's source; reading ends when both are found, so the unpackers before it may complain.
unpack_source() {
  mkdir -p "$work/module"
  cd "$work/module"
  {
    dpkg --fsys-tarfile "$work/packages"/linux-source-*.deb | tar -xO "./usr/src/linux-source-$series.tar.xz" | xz -dc |
      tar -x --occurrence=1 --strip-components=3 "linux-source-$series/drivers/gpio/gpio-sim.c" "linux-source-$series/kernel/irq/irq_sim.c"
  } 2>/dev/null || true
  [[ -s gpio-sim.c && -s irq_sim.c ]] || fail "Debian's kernel source has no gpio-sim where it was looked for"
}

# The kernel has irq_sim built in only where something in it wants it, so both become one module.
# irq_to_desc() is not exported to modules; the same descriptor is reached through its data.
build_module() {
  local headers=$work/root/usr/src/linux-headers-$version
  mv gpio-sim.c gpio-sim-core.c
  sed -i 's/irq_to_desc(irqnum)/irq_data_to_desc(irq_get_irq_data(irqnum))/
          s/#include <linux\/irq.h>/&\n#include <linux\/irqdesc.h>/' irq_sim.c
  printf 'obj-m := gpio-sim.o\ngpio-sim-y := gpio-sim-core.o irq_sim.o\n' >Kbuild
  sed -i "s#^include /usr/src#include $work/root/usr/src#" "$headers/Makefile"
  rm -f "$headers/vmlinux" # no type information, so no pahole
  make -s -C "$headers" M="$work/module" modules >build.log 2>&1 || fail "gpio-sim does not build: $(tail -n 20 build.log)"
  strip --strip-debug gpio-sim.ko
}

# Keeps the modules named and those they need, unpacked: the emulated processor is slow at that.
keep_modules() {
  local from=$work/root/lib/modules/$version to=$folder/modules/lib/modules/$version module
  mkdir -p "$from/extra" "$to"
  cp gpio-sim.ko "$from/extra/"
  depmod -b "$work/root" "$version"
  modprobe -d "$work/root" -S "$version" --show-depends --all "${in_initrd[@]}" "${for_tests[@]}" |
    sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u >"$work/needed"
  while read -r module; do install -D -m 644 "$module" "$to/${module#*/lib/modules/"$version"/}"; done <"$work/needed"
  find "$to" -name '*.ko.xz' -exec xz -d {} +
  cp "$from"/modules.{builtin,builtin.modinfo,order} "$to/"
  depmod -b "$folder/modules" "$version"
}

build_initrd() {
  local initrd=$work/initrd
  mkdir -p "$initrd"/{bin,modules,proc,sys,dev,lower,upper,new}
  cp /bin/busybox "$initrd/bin/"
  install -m 755 "$here/guest-init" "$initrd/init"
  # Under numbers, so that they are loaded in the order in which they need one another.
  modprobe -d "$folder/modules" -S "$version" --show-depends --all "${in_initrd[@]}" | sed -n 's/^insmod \([^ ]*\).*/\1/p' |
    awk '!seen[$0]++' | while read -r module; do
    count=$((${count:-100} + 1))
    cp "$module" "$initrd/modules/$count-${module##*/}"
  done
  (cd "$initrd" && find . | cpio --create --format newc --quiet) >"$folder/initrd"
}

apt-get update -qq
version=$(newest_kernel)
[[ -n $version ]] || fail "apt on this machine has no kernel of the series $series"
download
unpack_source
build_module
keep_modules
build_initrd
cp "$work/root/boot/vmlinuz-$version" "$folder/kernel"
gcc -O2 -Wall -Wextra -Werror -static -o "$folder/play-edges" "$here/play-edges.c"
rm -rf --one-file-system "$work"
printf '%s\n' "$version" >"$folder/kernel-version"
