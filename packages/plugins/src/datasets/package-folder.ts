import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { DataError } from '@ganx/core';

/** Folder of an installed npm package that holds data, wherever npm put it. */
export function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch (cause) {
    throw new DataError(
      'GANX_DATA_PACKAGE',
      `The npm package ${name}, which holds the data, is not installed. Run: npm install ${name}`,
      { cause },
    );
  }
}
