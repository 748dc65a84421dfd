// Says which Node is needed, where this one is older. Called by the launcher, and by the repository's own scripts.
var wanted = require('../package.json').engines.node.replace('>=', '');

/** Whether this Node will do; if not, it has been said, and the process ends with 4. */
module.exports = function needNode(who) {
  var have = process.versions.node;
  if (numberOf(have) >= numberOf(wanted)) return true;
  var here = 'this is Node ' + have + ' (' + process.execPath + ').\n';
  var mend = '  Install a newer one, or put it first on the PATH, and run the same command again.\n';
  process.exitCode = 4;
  process.stderr.write('error GANX_NODE ' + who + ' needs Node ' + wanted + ' or later; ' + here + mend);
  return false;
};

/** Of a version, so that a later one has a larger. */
function numberOf(version) {
  var parts = version.split('.');
  return parts[0] * 1e8 + parts[1] * 1e4 + parseInt(parts[2] || '0', 10);
}
