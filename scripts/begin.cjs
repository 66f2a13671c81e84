/**
 * Begins a script of this folder (`node scripts/begin.cjs start`) once the Node.js it runs on is new enough. Read by any
 * Node.js: what an old one does not know would hide what to do, so nothing here is newer than it has to be.
 */
'use strict'
const OLDEST = [20, 19]
const version = process.versions.node.split('.').map(Number)

if (version[0] > OLDEST[0] || (version[0] === OLDEST[0] && version[1] >= OLDEST[1])) {
  // From here on as though the script itself had been started.
  const script = require('path').join(__dirname, process.argv[2] + '.mjs')
  process.argv.splice(1, 2, script)
  import(require('url').pathToFileURL(script).href)
} else {
  console.error(
    '\nSluice needs Node.js ' + OLDEST.join('.') + ' or newer; this is ' + process.versions.node + '. ' +
      'Install a newer one from nodejs.org and try again.',
  ) // prettier-ignore
  process.exitCode = 1
}
