# Makes a machine its own that goes on from a golden one's memory. Runs as root in any Linux, by the guest agent; needs
# no more than a POSIX shell, `ip`, and perl or python3, and few processes, because an emulated machine has no time to
# give. It may run again at any time. What is particular to the machine stands in front of it, as variables:
#   login gecos keys     the account, its owner's name, the lines for its authorized_keys
#   host_key host_key_public   the SSH host key in OpenSSH's format
#   machine_id entropy   32 hex digits; any text that nobody else has
#   now                  seconds since 1970
#   mac_was mac          of the card on the access network, both empty where there is none
#   reporter_path reporter   the script that tells the portal how the machine is
#   check                not empty: only look whether all this could be done
# The last line that it prints is what the reporter would say.

fail() {
  echo "$*"
  exit 1
}

# The kernel's random numbers are those of the golden machine until it begins anew with something of its own. It takes an
# interpreter, whose start is the longest thing here by far: one may have been left waiting, see prepare_reseed.
reseed() {
  if read -r process 2>/dev/null < /run/podkeeper-reseed.pid && kill -0 "$process" 2>/dev/null; then
    echo now > /run/podkeeper-reseed
    read -r outcome < /run/podkeeper-reseed
    : > /run/podkeeper-reseed.pid
    [ "$outcome" != done ] || return 0
  fi

  perl -e 'open(R, "+<", "/dev/urandom") or exit 1; ioctl(R, 0x5207, 0) or exit 1' 2>/dev/null ||
    python3 -c 'import fcntl; fcntl.ioctl(open("/dev/urandom", "wb"), 0x5207)' 2>/dev/null
}

prepare_reseed() {
  rm -f /run/podkeeper-reseed
  mkfifo -m 600 /run/podkeeper-reseed || return 0
  (
    trap '' HUP
    exec perl -e '$ask = "/run/podkeeper-reseed"; open(R, "+<", "/dev/urandom") or exit 1; open(Q, "<", $ask) && <Q>;
      close Q; $said = ioctl(R, 0x5207, 0) ? "done" : "failed"; open(A, ">", $ask) && print A "$said\n"'
  ) </dev/null >/dev/null 2>&1 &
  echo $! > /run/podkeeper-reseed.pid
}

own_randomness() {
  printf '%s' "$entropy" > /dev/urandom
  reseed || fail "its random numbers cannot be renewed: that takes perl or python3, and Linux 4.17"
  [ ! -d /var/lib/systemd ] || head -c 512 /dev/urandom > /var/lib/systemd/random-seed
}

own_machine_id() {
  printf '%s\n' "$machine_id" > /etc/machine-id || fail "its machine-id cannot be written"
  if [ -e /var/lib/dbus/machine-id ] && [ ! -L /var/lib/dbus/machine-id ]; then
    printf '%s\n' "$machine_id" > /var/lib/dbus/machine-id
  fi
  [ ! -d /run/systemd/system ] || own_journal
}

# It is kept below the machine-id, which journald reads when it starts; what the golden machine wrote is not this one's.
own_journal() {
  systemctl try-restart systemd-journald.service 2>/dev/null
  for journal in /run/log/journal/* /var/log/journal/*; do
    case ${journal##*/} in
      "$machine_id" | *[!0-9a-f]*) ;;
      *) rm -rf "$journal" ;;
    esac
  done
}

own_host_keys() {
  rm -f /etc/ssh/ssh_host_*
  (umask 077 && printf '%s\n' "$host_key" > /etc/ssh/ssh_host_ed25519_key) || fail "its host key cannot be written"
  printf '%s\n' "$host_key_public" > /etc/ssh/ssh_host_ed25519_key.pub
}

# find_account: uid, gid and home
find_account() {
  home=
  while IFS=: read -r name _ uid gid _ home _; do
    [ "$name" != "$login" ] || return 0
  done < /etc/passwd
  fail "it has no account $login"
}

own_account() {
  find_account
  [ -d "$home/.ssh" ] || mkdir -m 700 "$home/.ssh"
  (umask 077 && printf '%s\n' "$keys" > "$home/.ssh/authorized_keys") || fail "the keys of $login cannot be written"
  chown -R "$uid:$gid" "$home/.ssh"
  ! command -v restorecon >/dev/null || restorecon -R "$home/.ssh" /etc/ssh /etc/machine-id
  if command -v usermod >/dev/null; then
    usermod -c "$gecos" "$login"
  else
    text=
    while IFS= read -r line; do
      case $line in "$login":*) line=$login:x:$uid:$gid:$gecos:$home:${line##*:} ;; esac
      text="$text$line
"
    done < /etc/passwd
    printf '%s' "$text" > /etc/passwd
  fi
}

# ---- the card on the access network, which is still unplugged

# find_card: the card that has one of both addresses
find_card() {
  for dir in /sys/class/net/*; do
    [ -e "$dir/device" ] || continue
    read -r is < "$dir/address"
    case $is in "$mac_was" | "$mac") card=${dir##*/} && return 0 ;; esac
  done
  fail "it has no network card with the address $mac_was"
}

# A program that asks for an address on this card is begun again, as it was, when the cable is there.
again_when_plugged_in() {
  (
    trap '' HUP
    up=
    until [ "$up" = 1 ]; do
      sleep 0.1 2>/dev/null || sleep 1
      read -r up < "/sys/class/net/$card/carrier"
    done
    exec "$@"
  ) </dev/null >/dev/null 2>&1 &
}

forget_clients() {
  for process in /proc/[0-9]*; do
    line=
    read -r line < "$process/cmdline" || [ -n "$line" ] || continue
    case $line in
      *dhc*"$card"*)
        [ "${process#/proc/}" != $$ ] || continue
        set --
        while read -r word || [ -n "$word" ]; do set -- "$@" "$word"; done <<WORDS
$(tr '\000' '\n' < "$process/cmdline")
WORDS
        kill "${process#/proc/}"
        again_when_plugged_in "$@"
        ;;
    esac
  done 2>/dev/null
}

own_address() {
  [ -n "$mac" ] || return 0
  find_card
  forget_clients
  # down, so that the kernel makes its link-local address anew when the cable is there
  ip link set dev "$card" down
  ip link set dev "$card" address "$mac" || fail "its network card cannot be given an address"
  ip addr flush dev "$card"
  ip link set dev "$card" up
  # where the next start looks for the card by its address
  for file in /etc/netplan/* /etc/network/interfaces /etc/network/interfaces.d/* /etc/systemd/network/* \
    /etc/NetworkManager/system-connections/* /etc/sysconfig/network-scripts/ifcfg-* \
    /etc/udev/rules.d/*persistent-net* /var/lib/cloud/instance/*; do
    if [ -f "$file" ] && grep -qi "$mac_was" "$file"; then sed -i "s/$mac_was/$mac/gI" "$file"; fi
  done 2>/dev/null
  if [ -d /run/systemd/system ]; then
    # it remembers the golden machine's address and machine-id, and asks for an address when the cable is there
    systemctl try-restart systemd-networkd.service 2>/dev/null
    ! systemctl -q is-active NetworkManager.service 2>/dev/null || nmcli connection reload
  fi
}

# ---- what runs with the golden machine's keys

quieten_reporter() {
  if read -r process < /run/podkeeper-report.pid; then kill "$process"; fi 2>/dev/null
}

own_reporter() {
  quieten_reporter
  printf '%s' "$reporter" > "$reporter_path"
  [ -x "$reporter_path" ] || chmod 755 "$reporter_path"
  # this script says already what is waited for, all but the address on the access network
  [ -n "$mac" ] && when= || when=60
  (
    trap '' HUP
    exec "$reporter_path" $when
  ) </dev/null >/dev/null 2>&1 &
}

restart_ssh() {
  for service in ssh sshd; do
    if [ -d /run/systemd/system ]; then
      systemctl try-restart "$service.service" 2>/dev/null
    elif [ -x "/etc/init.d/$service" ]; then
      "/etc/init.d/$service" restart >/dev/null 2>&1
    fi
  done
}

ssh_listens() {
  for table in /proc/net/tcp /proc/net/tcp6; do
    [ -r $table ] || continue
    while read -r _ local _ state _; do
      case $local/$state in *:0016/0A) return 0 ;; esac
    done < $table
  done
  return 1
}

could() {
  [ "$(id -u)" = 0 ] || fail "its guest agent is not root"
  find_account
  reseed || fail "its random numbers cannot be renewed: that takes perl or python3, and Linux 4.17"
  command -v ip >/dev/null || fail "it has no program ip"
  # what its author asked for at its first boot is done
  tries=600
  until [ -e /var/lib/cloud/instance/boot-finished ]; do
    [ $((tries -= 1)) -gt 0 ] || fail "its first boot does not come to an end"
    sleep 0.5 2>/dev/null || sleep 1
  done
  # nobody listens any more, and what goes on from here has better things to do
  quieten_reporter
  prepare_reseed
  sync
}

# own_once: two portals may both believe that it is theirs to do, or one does again what a dead one did; SSH is not
# restarted under somebody who is told already that the machine is ready.
own_once() {
  tries=600
  until mkdir /run/podkeeper-own.lock 2>/dev/null; do
    [ $((tries -= 1)) -gt 0 ] || fail "it is still being made somebody's own"
    sleep 0.1 2>/dev/null || sleep 1
  done
  trap 'rmdir /run/podkeeper-own.lock' EXIT
  whose=
  [ ! -e /run/podkeeper-own ] || read -r whose < /run/podkeeper-own
  [ "$whose" != "$host_key_public" ] || return 0
  own_randomness
  own_machine_id
  own_host_keys
  own_account
  restart_ssh
  await_ssh
  # late, because from here on until it is plugged in something inside asks for that again and again
  own_address
  own_reporter
  printf '%s\n' "$host_key_public" > /run/podkeeper-own
}

await_ssh() {
  tries=200
  until ssh_listens; do
    [ $((tries -= 1)) -gt 0 ] || fail "its SSH server does not come back"
    sleep 0.05 2>/dev/null || sleep 1
  done
}

own() {
  date -u -s "@$now" >/dev/null 2>&1
  own_once
  await_ssh
  echo "ssh=up"
}

if [ -n "$check" ]; then could </dev/null; else own </dev/null; fi
