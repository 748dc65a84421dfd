#!/usr/bin/env node
// The syntax of this file and of need-node.js is that of the oldest Node there is: they are read before anything is
// known about the one that runs them.
var needNode = require('./need-node.js');

if (needNode('ganx')) require('./begin.js');
