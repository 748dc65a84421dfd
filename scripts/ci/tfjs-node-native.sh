#!/usr/bin/env bash
# Gives an installed @tensorflow/tfjs-node a native binding where it cannot download libtensorflow: compiles the binding
# that the npm package ships as source against the library in TensorFlow's Python wheel.
#   tfjs-node-native.sh [DIR with node_modules/@tensorflow/tfjs-node, by default .]
# Before, in DIR: npm install --no-save --ignore-scripts @tensorflow/tfjs-node@4.22.0
# Needs g++ and Node 22 or older, as tfjs-node does. Exits 3 where the wheel is missing.
set -euo pipefail
root=$(cd "${1:-.}" && pwd)
package=$root/node_modules/@tensorflow/tfjs-node
[ -d "$package" ] || { echo "tfjs-node-native: $package is not installed" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
env_dir=$("$here/python-peers.sh" tensorflow)
find_tensorflow='import importlib.util as u; print(u.find_spec("tensorflow").submodule_search_locations[0])'
tensorflow=$("$env_dir/bin/python" -c "$find_tensorflow")
node_include=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")/include/node
mkdir -p "$package/lib/napi-v8"
g++ -O2 -fPIC -shared -std=c++17 -DNAPI_VERSION=8 -I"$node_include" -I"$tensorflow/include" -I"$package" \
  -o "$package/lib/napi-v8/tfjs_binding.node" \
  "$package/binding/tfjs_backend.cc" "$package/binding/tfjs_binding.cc" \
  -L"$tensorflow" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,"$tensorflow"
cd "$root"
node -e "
const tf = require('@tensorflow/tfjs-node');
if (tf.getBackend() !== 'tensorflow') process.exit(1);
console.log('tfjs-node', tf.version['tfjs-node'], 'runs on', tf.getBackend());
" 2>/dev/null
