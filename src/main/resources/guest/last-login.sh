# When somebody last logged in, by the machine's own record. Runs as root in any Linux, by the guest agent; no more than a
# POSIX shell and few processes. It changes nothing. It says one of these, in seconds before now:
#   login=0        somebody is logged in
#   login=AGE      the last login was so long ago
#   none=AGE       nobody logged in since the record begins, so long ago
#   unknown        there is no record
# In front of it may stand, for tests:
#   root     a directory to read in instead of /

root=${root:-}
now=$(date +%s)

# an open connection to SSH is somebody, or something of theirs, that is in there now
for table in "$root/proc/net/tcp" "$root/proc/net/tcp6"; do
  [ -r "$table" ] || continue
  while read -r _ local _ state _; do
    case "$local $state" in *:0016\ 01) echo login=0 && exit 0 ;; esac
  done < "$table"
done

read -r up _ < "$root/proc/uptime"
up=${up%%.*}

# what the tiny guest's SSH server says, in a file that begins with the system: "[412] Nov 22 14:03:05 Pubkey auth succeeded"
if [ -r "$root/run/ssh.log" ]; then
  last=
  while read -r _ month day clock what; do
    case $what in *"auth succeeded"*) last="$month $day $clock" ;; esac
  done < "$root/run/ssh.log"
  if [ -z "$last" ]; then
    echo "none=$up"
    exit 0
  fi
  set -- $last
  n=1
  for month in Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec; do
    [ "$month" != "$1" ] || break
    n=$((n + 1))
  done
  year=$(date +%Y)
  at=$(date -d "$year-$n-$2 $3" +%s) || { echo unknown && exit 0; }
  # a log of last year
  [ "$at" -le "$((now + 60))" ] || at=$(date -d "$((year - 1))-$n-$2 $3" +%s)
  [ "$at" -le "$now" ] || at=$now
  echo "login=$((now - at))"
  exit 0
fi
# systemd's journal
if command -v journalctl > /dev/null && journalctl -q -n 1 -o short-unix > /dev/null 2>&1; then
  at=$(journalctl -q --no-pager -o short-unix -n 1 -g '^Accepted ' -t sshd -t sshd-session 2> /dev/null | cut -d. -f1)
  if [ -n "$at" ]; then
    echo "login=$((now - at))"
    exit 0
  fi
  first=$(journalctl -q --no-pager -o short-unix -t sshd -t sshd-session 2> /dev/null | head -n 1 | cut -d. -f1)
  # where the server never wrote anything, it writes elsewhere
  if [ -n "$first" ]; then
    echo "none=$((now - first))"
    exit 0
  fi
fi

echo unknown
