#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image of the autograder. Whatever is there already is
# left alone, so it may be run again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Node 20.19 is the oldest that the course runs on; the newest release of this line is installed.
readonly NODE_LINE=v22.x
readonly NODE_SITE="https://nodejs.org/dist/latest-$NODE_LINE"
readonly NODE_FOLDER=/usr/local

has_node() {
  command -v node >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);
  '
}

install_node() {
  local machine archive folder
  case "$(uname -m)" in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) echo "There is no Node for $(uname -m) here." >&2 && exit 1 ;;
  esac
  folder=$(mktemp -d)
  curl -fsSL "$NODE_SITE/SHASUMS256.txt" -o "$folder/SHASUMS256.txt"
  archive=$(grep -o "node-v[0-9.]*-linux-$machine\.tar\.gz" "$folder/SHASUMS256.txt" | head -n 1)
  curl -fsSL "$NODE_SITE/$archive" -o "$folder/$archive"
  (cd "$folder" && grep " $archive\$" SHASUMS256.txt | sha256sum --check --quiet)
  tar -xzf "$folder/$archive" -C "$NODE_FOLDER" --strip-components=1
  rm -rf "$folder"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$@"
}

command -v curl >/dev/null || apt_install ca-certificates curl
has_node || install_node
# One layer of isolation more. Where the container does not let it work, the grader does without it.
command -v bwrap >/dev/null || apt_install bubblewrap

npm ci --no-audit --no-fund
# Only root reads the course; a program of another user cannot.
chmod -R o-rwx .
