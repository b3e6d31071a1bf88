#!/bin/bash
# Boots systemd in namespaces of its own, over the files of this machine: boot-systemd.sh FOLDER. What it writes is gone with
# it. systemd.ts says why, and what else is put in place.
set -euo pipefail
folder=$1

# A group of its own, so that systemd sees it as the root of all groups.
groups=/sys/fs/cgroup/unified
mountpoint --quiet "$groups" || groups=/sys/fs/cgroup
own="$groups/$(basename "$folder")"
mkdir "$own"
echo $$ >"$own/cgroup.procs"

boot() {
  set -euo pipefail
  mount -t tmpfs tmpfs "$1"
  mkdir "$1"/{upper,work,root}
  mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
  cd "$1/root"
  mount -t proc proc proc
  # The devices and settings of this machine are not its business.
  mount -t sysfs -o ro sysfs sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  mount -t tmpfs -o mode=755 tmpfs dev
  mkdir dev/{pts,shm}
  mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
  mount -t tmpfs -o mode=1777 tmpfs dev/shm
  mknod -m 666 dev/null c 1 3
  mknod -m 666 dev/zero c 1 5
  mknod -m 666 dev/full c 1 7
  mknod -m 666 dev/random c 1 8
  mknod -m 666 dev/urandom c 1 9
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  mount -t tmpfs -o mode=755 tmpfs run
  mount -t tmpfs -o mode=1777 tmpfs tmp
  rm -rf var/lib/aiflow opt/aiflow etc/aiflow etc/machine-id
  tr -d - <proc/sys/kernel/random/uuid >etc/machine-id
  # The journal, and no other unit of the machine: what a service needs by default must start nothing.
  rm -rf {etc,usr/lib}/systemd/system/*.{wants,requires}
  for unit in systemd-udevd.service systemd-remount-fs.service systemd-journald-audit.socket; do
    ln -sf /dev/null "etc/systemd/system/$unit"
  done
  printf '[Unit]\nDefaultDependencies=no\nWants=systemd-journald.service\n' >etc/systemd/system/trial.target
  program=opt/aiflow/current/node_modules
  mkdir -p "$program"/{node,aiflow,@aiflow/ui} etc/aiflow var/backups
  mount --bind "$2/node_modules/node" "$program/node"
  mount --bind "$2/packages/cli" "$program/aiflow"
  mount --bind "$2/packages/ui" "$program/@aiflow/ui"
  install -m 755 "$2/deploy/systemd/aiflow" usr/local/bin/aiflow
  install -m 644 "$2"/deploy/systemd/*.{service,timer} etc/systemd/system
  exec chroot . env -i container=other PATH="$PATH" /lib/systemd/systemd --system --unit=trial.target --log-target=null
}
export -f boot

repository=$(cd "$(dirname "$0")/../../.." && pwd)
exec unshare --mount --pid --fork --kill-child --uts --ipc --cgroup --propagation private \
  bash -c 'boot "$@"' boot "$folder" "$repository"
