# Makes the keys that open a machine those that should. Runs as root in any Linux, by the guest agent; no more than a
# POSIX shell and few processes, because an emulated machine has no time to give. It may run again at any time. Lines
# that are not the portal's, such as those that people add for their tools, stay. In front of it stand, as variables:
#   login   the account
#   keys    the lines for its authorized_keys
#   known   the bodies of all keys, these too, that the portal ever gave the machine: lines with them go

fail() {
  echo "$*"
  exit 1
}

# find_account: uid, gid and home
find_account() {
  home=
  while IFS=: read -r name _ uid gid _ home _; do
    [ "$name" != "$login" ] || return 0
  done < /etc/passwd
  fail "it has no account $login"
}

# others FILE: its lines that are not the portal's, in $rest; and whether there were any that are, in $had
others() {
  rest='' had=''
  [ -r "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    for body in $known; do
      case $line in *" $body"*) had=yes && continue 2 ;; esac
    done
    rest="$rest$line
"
  done < "$1"
}

# replace FILE OWNER TEXT: at once, so that nobody is locked out meanwhile
replace() {
  (umask 077 && printf '%s' "$3" > "$1.podkeeper") || fail "$1 cannot be written"
  chown "$2" "$1.podkeeper" && mv -f "$1.podkeeper" "$1" || fail "$1 cannot be replaced"
  ! command -v restorecon >/dev/null || restorecon "$1"
}

find_account
if [ ! -d "$home/.ssh" ]; then
  mkdir -m 700 "$home/.ssh" && chown "$uid:$gid" "$home/.ssh" || fail "$home/.ssh cannot be made"
fi
others "$home/.ssh/authorized_keys"
[ -z "$keys" ] || rest="$keys
$rest"
replace "$home/.ssh/authorized_keys" "$uid:$gid" "$rest"
# cloud-init leaves them here too, to say under which name to come
others /root/.ssh/authorized_keys
[ -z "$had" ] || replace /root/.ssh/authorized_keys 0:0 "$rest"
echo "keys=in"
