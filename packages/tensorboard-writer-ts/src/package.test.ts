import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as exported from './index.js';

const folder = path.join(import.meta.dirname, '..');

describe('what is published', () => {
  it('holds the built code with its types and sources, README and licence, and no tests', () => {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as [{ files: { path: string }[] }];
    const files = packed.files.map((file) => file.path);
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']),
    );
    expect(files.filter((file) => !/^(dist|src)\//.test(file)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    expect(files.filter((file) => /test|golden|fixture|tsbuildinfo/.test(file))).toEqual([]);
    for (const source of fs.readdirSync(path.join(folder, 'src')).filter((file) => !/test|golden/.test(file)))
      expect(files).toContain(`src/${source}`);
  });

  it('depends on nothing', () => {
    const { dependencies, peerDependencies } = JSON.parse(
      fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
    );
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
  });

  it('exports these values', () => {
    expect(Object.keys(exported).sort()).toEqual([
      'EventFileError',
      'EventWriter',
      'crc32c',
      'encodePng',
      'listEventFiles',
      'maskedCrc32c',
      'readEvents',
      'readScalars',
      'salvageEvents',
      'scalarOf',
    ]);
  });
});
