#!/usr/bin/env bash
# Runs a command, in the current directory, in the test machine that prepare.sh has made:
#
#   tools/gpiovm/boot.sh MACHINE OUT real|virtual COMMAND [ARGUMENT...]
#
# The command sees this machine's root; what it writes stays in memory and vanishes, except below /run/out, which is OUT.
# Its output is on standard output, its exit code in OUT/exit-code, the kernel's messages in OUT/kernel.log.
#
#   real     two processors and the time of the wall clock: Node is ten times slower than outside
#   virtual  one processor whose clock counts its instructions, a nanosecond each, and is never ahead of the wall clock:
#            a busy host makes it take longer, which it does not notice; only a sleep may end late by a pause of the host
#
# The processor is emulated, so that the machine is the same everywhere, with hardware virtualisation or without.
set -euo pipefail

machine=$1 out=$2 clock=$3
shift 3
case $clock in
  real) timing=(-smp 2 -accel "tcg,thread=multi") ;;
  virtual) timing=(-smp 1 -accel tcg -icount "shift=0,sleep=on") ;;
  *)
    echo "the clock is real or virtual, not $clock" >&2
    exit 2
    ;;
esac

version=$(<"$machine/kernel-version")
{
  printf 'export GPIOVM=%q\n' "$machine"
  printf 'mkdir -p /lib/modules && ln -s %q /lib/modules/%q\n' "$machine/modules/lib/modules/$version" "$version"
  printf 'cd %q || exit 125\nexec' "$PWD"
  printf ' %q' "$@"
  echo
} >"$out/command.sh"

exec qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot -machine q35 -cpu max "${timing[@]}" -m 1536 \
  -kernel "$machine/kernel" -initrd "$machine/initrd" -rtc base=utc \
  -append "console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off random.trust_cpu=on rcupdate.rcu_expedited=1 tsc=reliable" \
  -serial "file:$out/kernel.log" \
  -chardev stdio,id=console,signal=off -device virtio-serial-pci -device virtconsole,chardev=console -device virtio-rng-pci \
  -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=root,mount_tag=root \
  -fsdev "local,id=out,path=$out,security_model=none" -device virtio-9p-pci,fsdev=out,mount_tag=out
