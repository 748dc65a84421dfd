// Before every script of this repository that a Node older than the oldest known to work would break in its middle.
require('../packages/cli/bin/need-node.js')('this repository');
