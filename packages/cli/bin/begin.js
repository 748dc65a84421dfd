const { writeSync } = require('node:fs');
const { enableCompileCache } = require('node:module');

enableCompileCache?.();
begin();

/** Whatever goes wrong while ganx is loaded ends with a sentence and an exit code. */
async function begin() {
  let lastWords;
  try {
    lastWords = await import('../dist/errors/last-words.js');
    const { main } = await import('../dist/main.js');
    await main(process.argv.slice(2));
  } catch (error) {
    if (lastWords) lastWords.endWith(error);
    try {
      writeSync(2, `error GANX_INSTALLATION ganx is not whole, or not built: ${error.message}\n`);
    } finally {
      process.exit(4);
    }
  }
}
