// Says which Node is needed, where this one is older. Called by the launcher, and by the repository's own scripts.
// `^20.19.0 || >=22.12.0`: ranges of two kinds, the first that begins with `>=` being open.
var ranges = require('../package.json').engines.node.split(' || ');

/** Whether this Node will do; if not, it has been said, and the process ends with 4. */
module.exports = function needNode(who) {
  var have = process.versions.node;
  if (ranges.some(fits)) return true;
  var here = 'this is Node ' + have + ' (' + process.execPath + ').\n';
  var mend = '  Install one of them, or put it first on the PATH, and run the same command again.\n';
  process.exitCode = 4;
  var needs = who + ' needs Node ' + ranges.map(inWords).join(', or ');
  process.stderr.write('error GANX_NODE ' + needs + '; ' + here + mend);
  return false;
};

/** Whether this Node is at least the one of a range and, where the range begins with a caret, of the same major. */
function fits(range) {
  var have = process.versions.node;
  var least = range.replace(/^(\^|>=)/, '');
  if (range.charAt(0) === '^' && parseInt(have, 10) !== parseInt(least, 10)) return false;
  return numberOf(have) >= numberOf(least);
}

/** Of a version, so that a later one has a larger. */
function numberOf(version) {
  var parts = version.split('.');
  return parts[0] * 1e8 + parts[1] * 1e4 + parseInt(parts[2] || '0', 10);
}

function inWords(range) {
  var least = range.replace(/^(\^|>=)/, '').replace(/\.0$/, '');
  return least + (range.charAt(0) === '^' ? ' or a later ' + parseInt(least, 10) : ' or later');
}
