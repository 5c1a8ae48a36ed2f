require('assert').strictEqual('  a'.trimStart(), 'a');
