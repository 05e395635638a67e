# Turns a NoCloud seed into a shell script of the verbs in instance.sh.
# usage: awk -f seed.awk USER-DATA META-DATA NETWORK-CONFIG
# Each file is JSON, after comment lines if there are any, or absent. Ends with 1 and a sentence when one is not JSON.
# (jq needs a hundred times the time under emulation, for its own start.)

function fail(why) {
  print why > "/dev/stderr"
  failed = 1
  exit 1
}

# ---- JSON: value[PATH] for what is no container, size[PATH] and key[PATH, n] for containers; PATH is keys joined by "/"

function child() { return at[depth] "/" (array[depth] ? size[at[depth]] : name) }

function put(text) {
  if (!array[depth] && expect != "value") fail(file ": a value where none may be")
  value[child()] = text
  expect = "comma"
}

function literal(text) {
  if (text !~ /^(true|false|null|-?[0-9][0-9.eE+-]*)$/) fail(file ": " text " is not JSON")
  put(text == "null" ? "" : text)
}

function open(is_array,  path) {
  path = depth ? child() : file
  if (depth && !array[depth] && expect != "value") fail(file ": a bracket where none may be")
  at[++depth] = path
  array[depth] = is_array
  size[path] = 0
  expect = is_array ? "value" : "key"
}

function counted() {
  if (expect == "comma") {
    if (!array[depth]) key[at[depth], size[at[depth]]] = names[depth]
    size[at[depth]]++
  }
}

function close_() {
  if (!depth) fail(file ": a bracket too many")
  counted()
  depth--
  name = names[depth]
  expect = "comma"
}

# What is between two strings.
function structure(text,  i, c, word) {
  word = ""
  for (i = 1; i <= length(text) + 1; i++) {
    c = substr(text, i, 1)
    if (index("{}[],: \t\r\n", c)) {
      if (word != "") literal(word)
      word = ""
      if (c == "{") open(0)
      else if (c == "[") open(1)
      else if (c == "}" || c == "]") close_()
      else if (c == ",") { counted(); expect = array[depth] ? "value" : "key" }
      else if (c == ":") expect = "value"
    } else word = word c
  }
}

function hex(text,  i, n) {
  n = 0
  for (i = 1; i <= length(text); i++) n = n * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1
  return n
}

function utf8(n) {
  if (n < 128) return sprintf("%c", n)
  if (n < 2048) return sprintf("%c%c", 192 + int(n / 64), 128 + n % 64)
  if (n < 65536) return sprintf("%c%c%c", 224 + int(n / 4096), 128 + int(n / 64) % 64, 128 + n % 64)
  return sprintf("%c%c%c%c", 240 + int(n / 262144), 128 + int(n / 4096) % 64, 128 + int(n / 64) % 64, 128 + n % 64)
}

function unescaped(text,  parts, n, i, c, out, high) {
  if (!index(text, "\\")) return text
  n = split(text, parts, "\\")
  out = parts[1]
  for (i = 2; i <= n; i++) {
    if (parts[i] == "") { out = out "\\" parts[++i]; continue }
    c = substr(parts[i], 1, 1)
    if (c == "u") {
      c = hex(substr(parts[i], 2, 4))
      if (c >= 55296 && c < 56320) { high = c; continue }
      if (c >= 56320 && c < 57344) c = 65536 + (high - 55296) * 1024 + c - 56320
      out = out utf8(c) substr(parts[i], 6)
    } else out = out (c == "n" ? "\n" : c == "t" ? "\t" : c == "r" ? "\r" : c == "b" ? "\b" : c == "f" ? "\f" : c) substr(parts[i], 2)
  }
  return out
}

function open_quote(text) { return match(text, /\\+$/) && RLENGTH % 2 }

function parse(document, path,  line, text, parts, n, i, string) {
  file = document
  depth = 0
  text = ""
  while ((getline line < path) > 0) if (text != "" || line !~ /^#/) text = text line "\n"
  close(path)
  if (text ~ /^[ \t\r\n]*$/) return
  n = split(text, parts, "\"")
  for (i = 1; i <= n; i++) {
    structure(parts[i])
    if (++i > n) break
    string = parts[i]
    while (open_quote(string) && i < n) string = string "\"" parts[++i]
    if (i == n || !depth) fail(file ": is not JSON")
    if (expect == "key") name = names[depth] = unescaped(string)
    else put(unescaped(string))
  }
  if (depth) fail(file ": ends too early")
}

# ---- the script

# Without gsub: what a backslash means in its replacement differs between busybox 1.35 and 1.37.
function quoted(text,  parts, n, i, out) {
  n = split(text, parts, "'")
  out = n ? parts[1] : ""
  for (i = 2; i <= n; i++) out = out "'\\''" parts[i]
  return "'" out "'"
}

function verb(words) { print "  " words }

function either(a, b) { return a != "" ? a : b }

# A list, or a single value, joined.
function joined(path, separator,  i, out) {
  if (!(path in size)) return value[path]
  for (i = 0; i < size[path]; i++) out = out (i ? separator : "") value[path "/" i]
  return out
}

function interface(label, path,  i, routes, to) {
  routes = value[path "/gateway4"] == "" ? "" : "default via " value[path "/gateway4"]
  for (i = 0; i < size[path "/routes"]; i++) {
    to = value[path "/routes/" i "/to"]
    routes = routes (routes == "" ? "" : "\n") (to == "0.0.0.0/0" ? "default" : to) " via " value[path "/routes/" i "/via"]
  }
  verb("interface " quoted(label) " " quoted(value[path "/mtu"]) " " quoted(joined(path "/addresses", " ")) " " \
    quoted(value[path "/dhcp4"]) " " quoted(routes) " " quoted(joined(path "/nameservers/addresses", " ")))
}

function network(root,  i, path, label, list) {
  if ((root "/network") in size) root = root "/network"
  list = root "/ethernets"
  for (i = 0; i < size[list]; i++) {
    path = list "/" key[list, i]
    verb("card " quoted(either(value[path "/set-name"], key[list, i])) " " quoted(tolower(value[path "/match/macaddress"])))
  }
  for (i = 0; i < size[list]; i++) {
    path = list "/" key[list, i]
    interface(either(value[path "/set-name"], key[list, i]), path)
  }
  list = root "/vlans"
  for (i = 0; i < size[list]; i++) {
    label = key[list, i]
    path = list "/" label
    verb("vlan " quoted(label) " " quoted(value[path "/id"]) " " quoted(value[path "/link"]))
    interface(label, path)
  }
}

function command(path,  i, out) {
  if (!(path in size)) return value[path]
  for (i = 0; i < size[path]; i++) out = out (i ? " " : "") quoted(value[path "/" i])
  return out
}

BEGIN {
  parse("user-data", ARGV[1])
  parse("meta-data", ARGV[2])
  parse("network-config", ARGV[3])
  host = either(either(value["user-data/hostname"], value["meta-data/local-hostname"]), "tiny")

  print "instance=" quoted(either(value["meta-data/instance-id"], "nocloud"))
  print "every_boot() {"
  verb("name " quoted(host))
  network("network-config")
  print "}"

  print "first_boot() {"
  verb("hosts " quoted(host) " " quoted(either(value["user-data/fqdn"], host)))
  if (value["user-data/ssh_deletekeys"] != "false") verb("forget_host_keys")
  for (i = 0; i < size["user-data/ssh_keys"]; i++) {
    type = key["user-data/ssh_keys", i]
    if (sub(/_private$/, "", type))
      verb("host_key " quoted(type) " " quoted(value["user-data/ssh_keys/" type "_private"]) " " \
        quoted(value["user-data/ssh_keys/" type "_public"]))
  }
  for (i = 0; i < size["user-data/users"]; i++) {
    user = "user-data/users/" i
    if (!(user in size)) continue
    sudo = joined(user "/sudo", "\n")
    verb("user " quoted(value[user "/name"]) " " quoted(value[user "/shell"]) " " quoted(value[user "/gecos"]) " " \
      quoted(sudo == "false" ? "" : sudo) " " quoted(joined(user "/ssh_authorized_keys", "\n")))
  }
  for (i = 0; i < size["user-data/write_files"]; i++) {
    entry = "user-data/write_files/" i
    verb("file " quoted(value[entry "/path"]) " " quoted(either(value[entry "/permissions"], "0644")) " " \
      quoted(value[entry "/append"]) " " quoted(value[entry "/encoding"]) " " quoted(value[entry "/owner"]) " " \
      quoted(value[entry "/content"]))
  }
  ignored = ""
  known = " hostname fqdn manage_etc_hosts preserve_hostname users ssh_deletekeys ssh_keys write_files runcmd ssh_pwauth disable_root "
  for (i = 0; i < size["user-data"]; i++)
    if (!index(known, " " key["user-data", i] " ")) ignored = ignored " " quoted(key["user-data", i])
  verb("ignored" ignored)
  print "}"

  commands = "#!/bin/sh\n"
  for (i = 0; i < size["user-data/runcmd"]; i++) commands = commands command("user-data/runcmd/" i) "\n"
  print "commands=" quoted(commands)
}
