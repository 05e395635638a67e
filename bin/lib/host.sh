# This machine as a KVM host: is libvirt answering, may we use it, does it need starting? Sourced by bin/run.
# shellcheck shell=bash

libvirt_socket=/run/libvirt/libvirt-sock
host_children=()

# A socket file may be left by a daemon that is gone: only a connection tells.
libvirt_answers() {
  timeout 5 perl -MSocket -e '
    my $s; socket($s, PF_UNIX, SOCK_STREAM, 0) && connect($s, pack_sockaddr_un($ARGV[0])) or exit 1' "$libvirt_socket" 2>/dev/null
}


# host_start DATA: returns when libvirt answers on its system socket, or ends with a sentence that says what is missing.
host_start() {
  local data=$1
  if [ ! -S "$libvirt_socket" ] || ! libvirt_is_up; then
    if [ -d /run/systemd/system ]; then
      host_start_unit
    else
      host_start_daemons "$data"
    fi
  fi
  if [ ! -w "$libvirt_socket" ]; then
    die "the user $(id -un) may not use this machine's libvirt. Run: sudo usermod -aG libvirt $(id -un), log out and in again, and repeat"
  fi
}

# Not writable counts as up: rights are judged later, with a better sentence.
libvirt_is_up() { [ ! -w "$libvirt_socket" ] || libvirt_answers; }

host_start_unit() {
  local unit=libvirtd
  systemctl cat libvirtd.service >/dev/null 2>&1 || unit=virtqemud
  say "Starting $unit (systemd) …"
  if [ "$(id -u)" = 0 ]; then systemctl start "$unit"; else sudo systemctl start "$unit"; fi ||
    die "libvirt is not running, and systemctl could not start $unit: see journalctl -u $unit"
  wait_for_libvirt
}

# No systemd (a container, or WSL): the daemons become our children.
host_start_daemons() {
  local data=$1
  [ "$(id -u)" = 0 ] || die "libvirt is not running and this system has no systemd: start libvirtd as root, or run this as root"
  command -v libvirtd >/dev/null || die "libvirtd is not installed (package libvirt-daemon-system)"
  say "Starting libvirtd …"
  mkdir -p /run/libvirt
  local daemon hidden=()
  if [ -e /dev/kvm ] && ! cpu_virtualises && unshare --mount true 2>/dev/null; then
    # libvirt would find it, fail to use it, and examine QEMU anew for every call
    : >"$data/no-kvm"
    chmod 000 "$data/no-kvm"
    # it would also make a /dev for every machine out of the mounts below this one, and stumbles over two at one place
    { sed '/^namespaces *=/d' /etc/libvirt/qemu.conf; echo 'namespaces = [ ]'; } >"$data/libvirt-qemu.conf"
    # shellcheck disable=SC2016 # for the inner shell
    hidden=(unshare --mount --propagation slave -- sh -c '
      mount --bind "$1/no-kvm" /dev/kvm && mount --bind "$1/libvirt-qemu.conf" /etc/libvirt/qemu.conf && shift && exec "$@"' sh "$data")
  fi
  for daemon in virtlogd libvirtd; do
    command -v "$daemon" >/dev/null || continue
    setsid setpriv --pdeathsig TERM -- "${hidden[@]}" "$daemon" >"$data/$daemon.log" 2>&1 9>&- </dev/null &
    host_children+=("$!")
  done
  wait_for_libvirt
  # it asks every QEMU at its first start what that can do, longer than the portal waits for an answer
  timeout 180 virsh -q -c qemu:///system capabilities >/dev/null 2>&1 9>&- ||
    die "libvirt started but cannot use QEMU: $(tail -2 "$data/libvirtd.log")"
}

wait_for_libvirt() {
  local tries
  for tries in $(seq 150); do
    [ -S "$libvirt_socket" ] && libvirt_is_up && return
    for child in "${host_children[@]}"; do
      kill -0 "$child" 2>/dev/null || die "libvirt does not start: $(tail -3 "$data"/libvirtd.log "$data"/virtlogd.log 2>/dev/null)"
    done
    sleep 0.2
  done
  die "libvirt did not answer on $libvirt_socket within 30 s"
}

# Stops what host_start started as children; guests are processes of their own and stay.
host_stop() {
  local i
  for ((i = ${#host_children[@]} - 1; i >= 0; i--)); do
    kill -TERM "${host_children[$i]}" 2>/dev/null || true
    wait "${host_children[$i]}" 2>/dev/null || true
  done
  host_children=()
}

cpu_virtualises() { grep -qwE 'vmx|svm' /proc/cpuinfo; }

host_acceleration() {
  if ! cpu_virtualises; then
    say "This machine's CPU offers no hardware virtualisation: machines are emulated, which works and is much slower."
  elif [ ! -c /dev/kvm ]; then
    say "There is no /dev/kvm: machines are emulated, which works and is much slower. Load the module kvm_intel or kvm_amd to change that."
  fi
}
