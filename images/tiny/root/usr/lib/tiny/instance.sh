# The verbs of an instance: what a seed asks for, as functions. Boot time under emulation is counted in processes
# started, so these prefer what the shell itself can do.

say() { echo "tiny: $*" > /dev/console; }

# ---- every boot

name() {
  echo "$1" > /etc/hostname
  echo "$1" > /proc/sys/kernel/hostname
}

# card NAME MAC: the card with this address gets this name. Without an address, the card of this name is meant.
card() {
  [ -n "$2" ] || return 0
  local dir address
  for dir in /sys/class/net/*; do
    read -r address 2> /dev/null < "$dir/address" || continue
    [ "$address" = "$2" ] || continue
    [ "${dir##*/}" = "$1" ] && return 0
    [ ! -e "/sys/class/net/$1" ] || ip link set "$1" down name "was-$1"
    ip link set "${dir##*/}" down name "$1"
    return 0
  done
  say "no network card has the address $2 ($1)"
}

# interface NAME MTU ADDRESSES DHCP ROUTES NAMESERVERS
interface() {
  [ -e "/sys/class/net/$1" ] || { say "no interface $1"; return 0; }
  local address server
  [ -z "$2" ] || ip link set "$1" mtu "$2"
  for address in $3; do ip addr add "$address" dev "$1" 2> /dev/null; done
  ip link set "$1" up
  if [ "$4" = true ]; then udhcpc -f -i "$1" -s /etc/udhcpc/default.script -t 4 -T 1 -A 2 -x "hostname:$(cat /etc/hostname)" > /dev/null 2>&1 & fi
  [ -z "$5" ] || echo "$5" | while read -r address; do ip route add $address dev "$1"; done
  for server in $6; do
    grep -qxF "nameserver $server" /etc/resolv.conf 2> /dev/null || echo "nameserver $server" >> /etc/resolv.conf
  done
}

# vlan NAME ID LINK
vlan() {
  [ -e /proc/net/vlan ] || modprobe 8021q
  ip link add link "$3" name "$1" type vlan id "$2"
}

# ---- the first boot of an instance

# hosts NAME FQDN
hosts() {
  local names="$2 $1"
  [ "$1" != "$2" ] || names=$1
  printf '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 %s\n' "$names" > /etc/hosts
}

forget_host_keys() { rm -f /etc/dropbear/*_key /etc/ssh/ssh_host_*; }

# host_key TYPE PRIVATE PUBLIC: OpenSSH's formats; the server converts them when it starts.
host_key() {
  local key=/etc/ssh/ssh_host_$1_key
  (umask 077; printf '%s\n' "$2" > "$key")
  [ -z "$3" ] || printf '%s\n' "$3" > "$key.pub"
}

# user NAME SHELL GECOS SUDO KEYS; no user has a password.
user() {
  local shell=${2:-/bin/sh} home=/home/$1 id line
  [ "$1" != root ] || home=/root
  [ -x "$shell" ] || { say "$shell is not on this image; $1 gets /bin/sh"; shell=/bin/sh; }
  if ! grep -q "^$1:" /etc/passwd; then
    id=1000
    while IFS=: read -r _ _ line _; do [ "$line" -lt "$id" ] || id=$((line + 1)); done < /etc/passwd
    echo "$1:x:$id:$id:$3:$home:$shell" >> /etc/passwd
    echo "$1:*:19000:0:99999:7:::" >> /etc/shadow
    echo "$1:x:$id:" >> /etc/group
    mkdir -p "$home"
  fi
  mkdir -p -m 700 "$home/.ssh"
  printf '%s\n' "$5" > "$home/.ssh/authorized_keys"
  chmod 600 "$home/.ssh/authorized_keys"
  chown -R "$1:$1" "$home"
  [ -z "$4" ] || echo "$4" | while IFS= read -r line; do echo "$1 $line"; done >> /etc/sudoers.d/90-cloud-init-users
}

# file PATH PERMISSIONS APPEND ENCODING OWNER CONTENT
file() {
  [ -d "${1%/*}/" ] || mkdir -p "${1%/*}"
  [ "$3" = true ] || : > "$1"
  case $4 in
    '' | text/plain) printf '%s' "$6" >> "$1" ;;
    b64 | base64) printf '%s' "$6" | base64 -d >> "$1" ;;
    gz | gzip) say "$1: gzip only together with b64" ;;
    gz+b64 | gzip+base64 | gz+base64 | gzip+b64) printf '%s' "$6" | base64 -d | gunzip >> "$1" ;;
    *) say "$1: unknown encoding $4" ;;
  esac
  chmod "$2" "$1"
  [ -z "$5" ] || chown "$5" "$1"
}

ignored() { [ $# = 0 ] || say "this image does not do: $*"; }
