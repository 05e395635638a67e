# Turns a NoCloud seed into a shell script of the verbs in instance.sh.
# Input: $user, $meta, $network, the seed's files as text; each is JSON, after comment lines if there are any.

def parsed:
  if startswith("#") then (index("\n") as $newline | if $newline then .[$newline + 1:] | parsed else {} end)
  elif . == "" or . == "\n" then {}
  else fromjson end;

def lines: if . == null or . == false then "" elif type == "array" then join("\n") else tostring end;

def text: if . == null then "" else tostring end;

# A verb with its arguments, each quoted for the shell.
def verb($name; $arguments): "  " + ([$name] + ($arguments | map(text | @sh)) | join(" "));

def interface:
  [ .name, .mtu, (.addresses // [] | join(" ")), (.dhcp4 // false),
    ([ (if .gateway4 then "default via " + .gateway4 else empty end),
       (.routes // [] | .[] | (.to | if . == "0.0.0.0/0" then "default" else . end) + " via " + .via) ] | lines),
    (.nameservers.addresses // [] | join(" ")) ];

($user | parsed) as $u | ($meta | parsed) as $m | ($network | parsed | .network // .) as $n
| [ $n.ethernets // {} | to_entries | .[] | .key as $key | .value | .name = (.["set-name"] // $key) ] as $ethernets
| ($u.hostname // $m["local-hostname"] // "tiny") as $host
| "instance=" + ($m["instance-id"] // "nocloud" | text | @sh),
  "every_boot() {",
  verb("name"; [$host]),
  ($ethernets | .[] | verb("card"; [.name, (.match.macaddress // "" | ascii_downcase)])),
  ($ethernets | .[] | verb("interface"; interface)),
  ($n.vlans // {} | to_entries | .[]
    | verb("vlan"; [.key, .value.id, .value.link]), (.key as $name | .value | .name = $name | verb("interface"; interface))),
  "}",
  "first_boot() {",
  verb("hosts"; [$host, $u.fqdn // $host]),
  (if $u.ssh_deletekeys == false then empty else verb("forget_host_keys"; []) end),
  ($u.ssh_keys // {} | to_entries | .[] | select(.key | endswith("_private"))
    | verb("host_key"; [.key[:-8], .value, $u.ssh_keys[.key[:-8] + "_public"]])),
  ($u.users // [] | .[] | select(type == "object")
    | verb("user"; [.name, .shell, .gecos, (.sudo | lines), (.ssh_authorized_keys | lines)])),
  ($u.write_files // [] | .[]
    | verb("file"; [.path, .permissions // "0644", .append // false, .encoding, .owner, .content])),
  verb("ignored"; ($u | keys - ["hostname", "fqdn", "manage_etc_hosts", "users", "ssh_deletekeys", "ssh_keys",
    "write_files", "runcmd", "ssh_pwauth", "disable_root", "preserve_hostname"])),
  "}",
  "commands=" + (["#!/bin/sh"] + ($u.runcmd // [] | map(if type == "array" then map(text | @sh) | join(" ") else text end))
    + [""] | join("\n") | @sh)
