#!/bin/bash
# Becomes a container, in namespaces that were made for it: become-container.sh ROOT VOLUMES [NAME=VALUE...] COMMAND...
# The command starts in ROOT, which is read-only then. Each of the volumes is FOLDER:FOLDER-INSIDE.
set -euo pipefail
root=$1
read -ra volumes <<<"$2"
shift 2
mount --bind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount -t tmpfs -o mode=755 tmpfs dev
for device in 'null 3' 'zero 5' 'full 7' 'random 8' 'urandom 9'; do
  mknod -m 666 "dev/${device% *}" c 1 "${device#* }"
done
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=1777 tmpfs tmp
for volume in "${volumes[@]}"; do mount --bind "${volume%:*}" ".${volume#*:}"; done
mount -o remount,bind,ro "$root"
exec env -i "$@"
