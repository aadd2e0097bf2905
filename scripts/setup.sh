#!/bin/sh
# Checks that the tools which a target of the Makefile needs are there, and installs what a package manager can.
#
#   scripts/setup.sh build    Rust, a C and C++ compiler, make, cmake
#   scripts/setup.sh check    the same, and rustfmt, clippy and cargo-deny
#   scripts/setup.sh test     the same as build, and ffmpeg, sox and a Chromium, without which some tests say that they did
#                             not run; bash and groff, and on Linux unshare and strace, without which a few tests look at
#                             less. systemd-analyze, which looks at contrib/systemd, is used where it is and not installed
#   scripts/setup.sh soak     the same as build, and Python for `make soak`
#   scripts/setup.sh peers    the same as build, and Python with venv, in which other programs are measured
#   scripts/setup.sh invented the same as test, and Python and hold music for `make invented`
#   scripts/setup.sh openings the same as peers and test, and prompts, hold music, npm and unzip for `make openings`
#
# System packages are installed without a question. What cannot be installed here is named, with the command that does
# it, and the script exits with 1.
set -eu

CARGO_DENY_VERSION=0.20.2

cd "$(dirname "$0")/.."
rust_minimum=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
rust_pinned=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
tools_dir="${CARGO_TARGET_DIR:-target}/tools"

main() {
  role=${1:-build}
  check_rust
  install_missing
  case "$role" in
    build | peers | soak) ;;
    test)
      install_test_tools
      install_browser
      ;;
    invented)
      install_test_tools
      install_hold_music
      ;;
    openings)
      install_test_tools
      install_openings_tools
      ;;
    check)
      check_components
      install_cargo_deny
      ;;
    *) fail "no such set-up: \`$1\`" "one of: build, check, test, soak, peers, invented, openings" ;;
  esac
}

note() { printf 'setup: %s\n' "$*" >&2; }

# fail MESSAGE HINT...: ends the set-up.
fail() {
  printf 'setup: %s\n\n' "$1" >&2
  shift
  for hint in "$@"; do printf '  %s\n' "$hint" >&2; done
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

check_rust() {
  install_pinned="rustup toolchain install $rust_pinned --profile minimal --component clippy --component rustfmt"
  if ! has cargo || ! has rustc; then
    fail "Rust $rust_minimum or newer is needed, and no cargo was found" \
      "to install it:  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y" \
      "then:           . \"\$HOME/.cargo/env\"" \
      "where it is installed already, put its folder on the PATH (rustup's is ~/.cargo/bin)"
  fi
  # With rustup this is the release that rust-toolchain.toml pins, which rustup fetches if it may and can.
  if ! said=$(rustc --version 2>&1); then
    printf '%s\n' "$said" >&2
    fail "rustc does not run here; Rust $rust_pinned is asked for by rust-toolchain.toml" \
      "to install it:          $install_pinned" \
      "or, with a newer one:   export RUSTUP_TOOLCHAIN=stable"
  fi
  rust_found=$(printf '%s\n' "$said" | sed -n 's/^rustc \([0-9][0-9.]*\).*/\1/p' | tail -n 1)
  if [ -z "$rust_found" ] || is_older "$rust_found" "$rust_minimum"; then
    fail "Rust $rust_minimum or newer is needed, and this is ${rust_found:-unknown: $said}" \
      "with rustup:      $install_pinned" \
      "                  unset RUSTUP_TOOLCHAIN    (it overrides rust-toolchain.toml where it is set)" \
      "without rustup:   install it from https://rustup.rs and put ~/.cargo/bin first on the PATH"
  fi
}

# is_older A B: whether the dotted version A comes before the version B.
is_older() {
  awk -v a="$1" -v b="$2" 'BEGIN {
    split(a, x, "."); split(b, y, ".")
    for (i = 1; i <= 3; i++) if (x[i] + 0 != y[i] + 0) exit !(x[i] + 0 < y[i] + 0)
    exit 1
  }'
}

# What of the compilers, make and cmake is not there: Whisper is C++ that cmake configures and make builds. The programs
# that Ringcheck is measured beside need a Python that can make a virtual environment, what counts and watches any.
missing_tools() {
  { [ -n "${CC:-}" ] || has cc; } && { [ -n "${CXX:-}" ] || has c++; } || echo compiler
  has make || echo make
  has "${CMAKE:-cmake}" || echo cmake
  case "$role" in
    peers | openings) has_python ensurepip venv || echo python-3.11-venv ;;
    soak | invented) has_python || echo python-3.11 ;;
  esac
}

# has_python MODULE...: whether there is a Python that is new enough, with these modules.
has_python() {
  python3 -c 'import sys; [__import__(name) for name in sys.argv[1:]]; sys.exit(sys.version_info < (3, 11))' "$@" 2>/dev/null
}

install_missing() {
  missing=$(missing_tools | xargs)
  [ -n "$missing" ] || return 0
  for manager in apt-get dnf zypper pacman apk brew none; do
    if has "$manager"; then break; fi
  done
  packages=$(for tool in $missing; do package_of "$tool"; done | xargs)
  if [ "$manager" = none ]; then
    fail "missing: $missing; no package manager that is known here was found" "install by hand: $packages"
  fi
  if [ "$manager" != brew ] && ! may_become_root; then
    fail "missing: $missing; only root may install what is missing" \
      "run:  sudo $(install_command)" "and then the same make command again"
  fi
  note "missing: $missing; running: $(install_command)"
  if ! install_packages; then
    fail "could not install: $missing" "by hand:  $(install_command)"
  fi
  missing=$(missing_tools | xargs)
  [ -z "$missing" ] || fail "still missing after installing \`$packages\`: $missing" "install by hand"
}

# package_of TOOL: what $manager calls it.
package_of() {
  case "$1/$manager" in
    compiler/apt-get) echo g++ ;;
    compiler/apk) echo g++ musl-dev ;;
    compiler/dnf | compiler/zypper) echo gcc gcc-c++ ;;
    compiler/*) echo gcc ;;
    python-3.11-venv/apt-get) echo python3 python3-venv ;;
    python-3.11*/pacman | python-3.11*/brew) echo python ;;
    python-3.11*/*) echo python3 ;;
    sox/apt-get) echo sox libsox-fmt-all ;;
    groff/apt-get | groff/dnf) echo groff-base ;;
    unshare/*) echo util-linux ;;
    *) echo "$1" ;;
  esac
}

install_command() {
  case "$manager" in
    # Another run, such as the daily upgrade, is waited for.
    apt-get) echo "apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends $packages" ;;
    dnf) echo "dnf install --assumeyes $packages" ;;
    zypper) echo "zypper --non-interactive install $packages" ;;
    pacman) echo "pacman -S --noconfirm --needed $packages" ;;
    apk) echo "apk add $packages" ;;
    brew) echo "brew install $packages" ;;
  esac
}

install_packages() {
  # shellcheck disable=SC2046 # A command in words.
  run_as_root $(install_command) && return
  # The usual reason is a list of packages that is missing or old.
  case "$manager" in
    apt-get) run_as_root apt-get -o DPkg::Lock::Timeout=300 update ;;
    pacman) run_as_root pacman -Sy --noconfirm ;;
    apk) run_as_root apk update ;;
    *) return 1 ;;
  esac
  # shellcheck disable=SC2046
  run_as_root $(install_command)
}

may_become_root() {
  [ "$(id -u)" -eq 0 ] || { has sudo && sudo -n true 2>/dev/null; }
}

# Homebrew refuses to be run by root.
run_as_root() {
  set -- env DEBIAN_FRONTEND=noninteractive "$@"
  if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then set -- sudo -n "$@"; fi
  "$@" </dev/null >&2
}

# ffmpeg and sox make and check recordings in the tests; bash takes its completions, groff the manual pages; unshare and
# strace show a run without a network, on a small disk and as the kernel sees it.
missing_test_tools() {
  has ffmpeg || echo ffmpeg
  { has sox && sox --help 2>/dev/null | grep -q "amr-nb"; } || echo sox
  has bash || echo bash
  has groff || echo groff
  # Nothing but Linux has namespaces.
  [ "$(uname -s)" = Linux ] || return 0
  has unshare || echo unshare
  has strace || echo strace
}

# Where what tests use cannot be had, the other tests are still worth running.
install_test_tools() {
  missing=$(missing_test_tools | xargs)
  [ -n "$missing" ] || return 0
  for manager in apt-get dnf zypper pacman apk brew none; do
    if has "$manager"; then break; fi
  done
  packages=$(for tool in $missing; do package_of "$tool"; done | xargs)
  note "missing: $missing; tests that need what is missing look at less, and say so"
  if [ "$manager" = none ]; then
    note "install by hand: $packages"
  elif [ "$manager" != brew ] && ! may_become_root; then
    note "only root may install them; by hand:  sudo $(install_command)"
  elif ! install_packages; then
    note "could not install them; by hand:  $(install_command)"
  fi
}

# A browser plays the pages of coaching packs. Debian's package is one; Ubuntu's only tells to install another, which does not
# run in containers, so there one that is installed already is taken.
install_browser() {
  if has_browser; then return 0; fi
  if has apt-get && ! grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null; then
    manager=apt-get packages=chromium
    note "missing: a Chromium; the test that plays the pages of coaching packs is left out without"
    if may_become_root && install_packages && has_browser; then return 0; fi
    note "could not install it; by hand:  sudo $(install_command)"
  else
    note "missing: a Chromium; the test that plays the pages of coaching packs is left out without"
    note "install Chromium or Google Chrome by hand, so that chromium or google-chrome is on the PATH"
  fi
}

has_browser() {
  for browser in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    if "$browser" --version 2>/dev/null | grep -q Chrom; then return 0; fi
  done
  return 1
}

# Debian and Ubuntu alone have hold music in a package.
install_hold_music() {
  if [ -e /usr/share/asterisk/moh ] || ! has apt-get; then return 0; fi
  manager=apt-get packages=asterisk-moh-opsound-wav
  if ! may_become_root || ! install_packages; then
    note "no hold music, so it is left out; by hand:  $(install_command)"
  fi
}

# Without any one of these no opening can be made: hold music, the prompts of a phone system, and what get_voices.sh runs.
install_openings_tools() {
  packages=$(
    [ -e /usr/share/asterisk/moh ] || echo asterisk-moh-opsound-wav
    [ -e /usr/share/asterisk/sounds/en_US ] || echo asterisk-core-sounds-en-wav
    has ffmpeg || echo ffmpeg
    has npm || echo npm
    has unzip || echo unzip
  )
  packages=$(echo "$packages" | xargs)
  [ -n "$packages" ] || return 0
  manager=apt-get
  if ! has apt-get || ! may_become_root || ! install_packages; then
    fail "missing for the openings: $packages" "on Debian or Ubuntu, by hand:  $(install_command)"
  fi
}

check_components() {
  for component in clippy fmt; do
    if ! said=$(cargo "$component" --version 2>&1); then
      printf '%s\n' "$said" >&2
      fail "cargo $component does not run" "with rustup:  rustup component add clippy rustfmt"
    fi
  done
}

# cargo-deny is built into the target folder: three minutes on two cores, once.
install_cargo_deny() {
  if "$tools_dir/bin/cargo-deny" --version 2>/dev/null | grep -qx "cargo-deny $CARGO_DENY_VERSION"; then return; fi
  note "building cargo-deny $CARGO_DENY_VERSION into $tools_dir"
  # Apart from the workspace's own build, and without what only makes the tool itself faster.
  CARGO_TARGET_DIR="$tools_dir/build" CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    cargo install --quiet --locked cargo-deny --version "$CARGO_DENY_VERSION" --root "$tools_dir" ||
    fail "could not build cargo-deny $CARGO_DENY_VERSION" \
      "by hand:  cargo install --locked cargo-deny --version $CARGO_DENY_VERSION --root $tools_dir"
  rm -rf "$tools_dir/build"
}

main "$@"
