import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Output } from './output.js';

/** A stream that fails with a code while it has one. */
function stream(fails: { code: string | undefined }) {
  const written: string[] = [];
  const writable = new Writable({
    autoDestroy: false,
    write(chunk, _encoding, done) {
      if (fails.code !== undefined) return done(Object.assign(new Error(fails.code), { code: fails.code }));
      written.push(String(chunk));
      done();
    },
  });
  return { written, output: new Output('stdout', writable as unknown as NodeJS.WriteStream) };
}

describe('Output', () => {
  it('drops what a reader that went away would have got, and tells once', async () => {
    const fails: { code: string | undefined } = { code: undefined };
    const { output, written } = stream(fails);
    const told: unknown[] = [];
    output.onLost(({ code }) => told.push(code));
    output.write('a');
    fails.code = 'EPIPE';
    output.write('b');
    await output.flush();
    output.write('c');
    expect({ written, told, lost: output.lost?.code }).toEqual({
      written: ['a'],
      told: ['EPIPE'],
      lost: 'EPIPE',
    });
  });

  it('tells at once what was lost before', async () => {
    const { output } = stream({ code: 'EIO' });
    output.write('a');
    await output.flush();
    const told: unknown[] = [];
    output.onLost(({ code }) => told.push(code));
    expect(told).toEqual(['EIO']);
  });
});

describe('the sources of the command line', () => {
  it('write to stdout and stderr in one place', () => {
    const source = fileURLToPath(new URL('..', import.meta.url));
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file),
    );
    const writing = files.filter((file) =>
      /process\s*\.\s*(stdout|stderr)|\bconsole\s*\./.test(readFileSync(join(source, file), 'utf8')),
    );
    // The probe of a device is the text of another process.
    expect(writing.sort()).toEqual(['compose/backends/probe-device.ts', 'output/output.ts']);
  });
});

it('a terminal is as wide as it is now, though nothing was heard of its new size yet', () => {
  const terminal = Object.assign(new Writable(), { columns: 80, now: 80 });
  Object.assign(terminal, { _refreshSize: () => Object.assign(terminal, { columns: terminal.now }) });
  const output = new Output('stdout', terminal as unknown as NodeJS.WriteStream);
  terminal.now = 40;
  expect(output.columns).toBe(40);
});

it('the terminals of this Node can be asked for their size between two turns of its loop', () => {
  expect(WriteStream.prototype).toHaveProperty('_refreshSize', expect.any(Function));
});
