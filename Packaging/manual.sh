#!/usr/bin/env bash
# manual.sh HELP VERSION FOLDER: writes manual pages, one a command, from what `berth --experimental-dump-help` says.
set -euo pipefail

help=$1
version=$2
folder=$3
mkdir -p "$folder"

# Text that roff takes as it stands.
page='
def roff: gsub("\\\\"; "\\e") | gsub("-"; "\\-") | gsub("(?m)^(?<c>[.\u0027])"; "\\\u0026\(.c)");
def name: [(.superCommands // [])[], .commandName] | join(" ");
def option: (if .kind == "short" then "-" else "--" end) + .name;
def usage: if .kind == "positional" then "\\fI\(.valueName | roff)\\fR"
    else ([.names[] | "\\fB\(option | roff)\\fR"] | join(", "))
        + (if .kind == "option" then " \\fI\(.valueName | roff)\\fR" else "" end) end;
def shown: [.arguments[]? | select(.shouldDisplay)];
name as $name
| ".TH \"\($name | ascii_upcase | gsub(" "; "-"))\" 1 \"\" \"berth \($version)\" \"Berth\"",
  ".SH NAME", "\($name | gsub(" "; "-") | roff) \\- \((.abstract // "") | roff)",
  ".SH SYNOPSIS", ".B \($name | roff)",
  (shown[] | if .kind == "positional" then "\(usage)\(if .isRepeating then " ..." else "" end)"
    else "[\(.preferredName | option | "\\fB\(roff)\\fR")\(if .kind == "option" then " \\fI\(.valueName | roff)\\fR" else "" end)]" end),
  (if .subcommands then "\\fIcommand\\fR" else empty end),
  (if .discussion then ".SH DESCRIPTION", (.discussion | roff) else empty end),
  (if (shown | length) > 0 then ".SH OPTIONS" else empty end),
  (shown[] | ".TP", usage, ((.abstract // "") | roff)),
  (if .subcommands then ".SH COMMANDS",
    (.subcommands[] | select(.shouldDisplay and .commandName != "help")
        | ".TP", "\\fB\(name | gsub(" "; "-") | roff)\\fR(1)", ((.abstract // "") | roff)) else empty end)
'
jq -c '.command | recurse(.subcommands[]?) | select(.shouldDisplay and .commandName != "help")' "$help" \
    | while read -r command; do
        name=$(jq -r '[(.superCommands // [])[], .commandName] | join("-")' <<<"$command")
        jq -r --arg version "$version" "$page" <<<"$command" >"$folder/$name.1"
    done
[ -s "$folder/berth.1" ] || { echo "manual: there is no help in $help" >&2; exit 1; }
