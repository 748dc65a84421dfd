import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { listEventFiles, readEvents, scalarOf } from 'tensorboard-writer-ts';
import { expect, it } from 'vitest';

/** Writes until the system refuses, then tries again to flush and to close. */
const WRITE_TOO_MUCH = `
import { EventWriter } from 'tensorboard-writer-ts';
const writer = EventWriter.create({ logDir: process.argv.at(-1), flushBytes: 1000, maxFileBytes: 1e9 });
const codes = [];
const attempt = (act) => { try { act(); } catch (error) { codes.push(error.code); } };
let step = 0;
while (codes.length === 0) attempt(() => writer.scalar('a', step, step++));
attempt(() => writer.flush());
attempt(() => writer.close());
process.stdout.write(JSON.stringify({ codes, step }));
`;

it.skipIf(process.platform === 'win32')(
  'a write that the system cuts short leaves whole records and a coded error, each time it is tried',
  () => {
    const logDir = fs.mkdtempSync(path.join(os.tmpdir(), 'full-disk-'));
    try {
      // A limit on the size of files stands for a full disk: the write that crosses it is cut short, the next one fails.
      const limited = `trap '' XFSZ; ulimit -f 4; exec "$0" --input-type=module -e "$1" "$2"`;
      const { stdout, stderr } = spawnSync(
        'bash',
        ['-c', limited, process.execPath, WRITE_TOO_MUCH, logDir],
        {
          encoding: 'utf8',
        },
      );
      expect(stderr).toBe('');
      const { codes, step } = JSON.parse(stdout) as { codes: string[]; step: number };
      expect(codes).toEqual(['TBW_IO', 'TBW_IO', 'TBW_IO']);
      const [file] = listEventFiles(logDir);
      const values = [...readEvents(file!)].flatMap((event) => event.values.map((value) => scalarOf(value)!));
      expect(fs.statSync(file!).size).toBeLessThanOrEqual(4096);
      expect(values.length).toBeGreaterThan(30);
      expect(values.length).toBeLessThan(step);
      expect(values).toEqual(values.map((_, i) => i));
    } finally {
      fs.rmSync(logDir, { recursive: true, force: true });
    }
  },
);
