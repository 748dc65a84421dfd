#!/usr/bin/env bash
# Makes a Python environment with the programs that ganx is checked against, and prints its folder.
#   python-peers.sh tensorboard   the real TensorBoard, without TensorFlow
#   python-peers.sh tensorflow    TensorFlow for the processor, whose C library tfjs-node-native.sh links
# They come from the local wheels that pip is configured with. Where there are none this says so and exits 3, and the
# check that needs them is skipped, visibly. Nothing is asked of a public index, so nothing waits on a network.
set -euo pipefail
env_dir=${GANX_PEERS:-$HOME/.cache/ganx-peers}
indexes=$(python3 -m pip config get global.extra-index-url 2>/dev/null | tr -s ' ' '\n' | grep '^file:' || true)
index=$(sed -n 1p <<<"$indexes")
more=$(sed -n 2p <<<"$indexes")
wheels=$(python3 -m pip config get global.find-links 2>/dev/null || true)
[ -n "$index" ] || { echo 'python-peers: pip has no local wheels here' >&2; exit 3; }
[ -x "$env_dir/bin/python" ] || python3 -m venv "$env_dir"
declare -A packages=([tensorboard]='tensorboard==2.21.0 setuptools<81' [tensorflow]='tensorflow-cpu==2.21.0')
for name in "${@:-tensorboard}"; do
  read -ra want <<<"${packages[$name]:?unknown peer $name}"
  # PIP_EXTRA_INDEX_URL replaces the configured list.
  PIP_CONFIG_FILE=/dev/null PIP_EXTRA_INDEX_URL="$more" PIP_FIND_LINKS="$wheels" \
    "$env_dir/bin/python" -m pip install -qq --disable-pip-version-check --index-url "$index" "${want[@]}" \
    2> >(grep -v 'is ignored: it is neither' >&2) 1>&2
done
echo "$env_dir"
