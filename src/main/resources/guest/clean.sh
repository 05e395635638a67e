# Run inside a throw-away copy of a machine, by its guest agent, as root: takes out of its disk what makes it this machine
# and no other. Content is overwritten in place before the files go, because free blocks come along into the image.
# The very last thing is a file system that nobody can write to any more: a system that shuts down would write again.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 077

list=/run/podkeeper-clean.$$
: > $list || exit 11
# note PATH…: files to go, and everything below directories
note() {
  for path; do
    if [ -e "$path" ] || [ -L "$path" ]; then find "$path" ! -type d 2> /dev/null >> $list; fi
  done
}

# who it is: host keys, and what the seed told it
note /etc/ssh/ssh_host_* /etc/dropbear/*_key /var/lib/cloud /run/cloud-init
note /etc/netplan/50-cloud-init.yaml /etc/network/interfaces.d/50-cloud-init* /etc/cloud/cloud.cfg.d/50-curtin-networking.cfg
note /etc/systemd/network/*cloud-init* /etc/udev/rules.d/70-persistent-net.rules /etc/sysconfig/network-scripts/ifcfg-access
note /etc/NetworkManager/system-connections/cloud-init-* /etc/sudoers.d/90-cloud-init-users /usr/local/sbin/podkeeper-report
note /var/lib/dbus/machine-id /var/lib/systemd/credential.secret /var/lib/NetworkManager/secret_key
# who came in, and what they typed
while IFS=: read -r name _ uid _ _ home _; do
  case $home in /root | /home/*) ;; *) [ "${uid:-0}" -ge 1000 ] 2> /dev/null || continue ;; esac
  [ -d "$home" ] && [ "$home" != / ] || continue
  note "$home"/.ssh/authorized_keys* "$home"/.ssh/known_hosts* "$home"/.ssh/environment
  note "$home"/.*_history "$home"/.lesshst "$home"/.viminfo "$home"/.wget-hsts "$home"/.cache "$home"/.sudo_as_admin_successful
done < /etc/passwd
# what was going on: logs, leases, mail, temporary files, seeds of random numbers
note /var/log /var/mail /var/spool/mail /tmp /var/tmp
note /var/lib/dhcp /var/lib/dhcpcd /var/lib/dhclient /var/lib/NetworkManager/*.lease /var/lib/systemd/timers
note /var/lib/systemd/random-seed /var/lib/urandom/random-seed /var/lib/random-seed /var/lib/seedrng
note /boot/loader/random-seed /boot/efi/loader/random-seed /efi/loader/random-seed

while IFS= read -r file; do
  [ -f "$file" ] && [ ! -L "$file" ] || continue
  size=$(wc -c < "$file") || continue
  # else the kernel refuses it where others may write too: fs.protected_regular
  chown 0 "$file"
  [ "$size" = 0 ] || dd if=/dev/zero of="$file" bs=4096 count=$(((size + 4095) / 4096)) conv=notrunc 2> /dev/null
done < $list
sync
while IFS= read -r file; do rm -f "$file"; done < $list
rm -f $list
find /var/lib/cloud -mindepth 1 -depth -exec rm -rf {} \; 2> /dev/null
find /var/log/journal /run/log/journal -mindepth 1 -depth -type d -exec rmdir {} \; 2> /dev/null
[ ! -e /etc/machine-id ] || : > /etc/machine-id
sync

for key in /etc/ssh/ssh_host_*_key /etc/dropbear/*_key; do
  [ ! -e "$key" ] || { echo "$key is still there"; exit 12; }
done
# What was deleted or written anew before is in free blocks. A disk forgets large free pieces by itself, and small ones only
# when they are overwritten: all that is free is written once, and forgotten.
if command -v fstrim > /dev/null && fstrim / 2> /dev/null; then
  # ext4 keeps some blocks even from root
  for reserved in /sys/fs/ext4/*/reserved_clusters; do
    [ ! -e "$reserved" ] || echo 0 > "$reserved"
  done
  while read -r device place _; do
    case $device in /dev/[a-z]*) ;; *) continue ;; esac
    fill=${place%/}/.podkeeper-fill
    dd if=/dev/zero of="$fill" bs=1048576 2> /dev/null
    sync
    rm -f "$fill"
    fstrim "$place" 2> /dev/null
  done < /proc/mounts
fi
sync

# the kernel's own way to make every file system read-only at once
echo u > /proc/sysrq-trigger || exit 13
tries=100
until grep -q ' / [^ ]* ro[, ]' /proc/mounts; do
  [ $((tries -= 1)) -gt 0 ] || { echo "the root file system stays writable"; exit 14; }
  sleep 0.1 2> /dev/null || sleep 1
done
exit 0
