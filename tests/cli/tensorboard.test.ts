import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder } from './ganx.js';

/** A folder with the folders of three runs of two experiments, newest last. */
function runsOf(folder: string): string[] {
  return ['ring/20260101-090000-aaaaaa', 'zeta/20260101-100000-bbbbbb', 'ring/20260102-080000-cccccc'].map(
    (run) => {
      const made = join(folder, 'runs', run);
      for (const part of ['checkpoints', 'source']) mkdirSync(join(made, part), { recursive: true });
      return made;
    },
  );
}

/** A program in place of TensorBoard, written in JavaScript. */
function program(folder: string, code: string, name = 'tensorboard'): string {
  const file = join(folder, name);
  writeFileSync(file, `#!${process.execPath}\n${code}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('tensorboard --print gives the command for all runs, an experiment, a run and the latest one', async () => {
  const folder = temporaryFolder();
  const [, , latest] = runsOf(folder);
  const file = program(folder, '');
  const env = { GANX_TENSORBOARD: file };
  for (const [args, shown] of [
    [[], join(folder, 'runs')],
    [['latest'], latest],
    [['ring'], join(folder, 'runs/ring')],
    [['zeta/20260101-100000-bbbbbb'], join(folder, 'runs/zeta/20260101-100000-bbbbbb')],
    [['runs/zeta'], join(folder, 'runs/zeta')],
  ] as const) {
    const { code, stdout, stderr } = await ganx(['tensorboard', ...args, '--print'], { cwd: folder, env });
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(
      `${file} --logdir ${shown} --samples_per_plugin images=100,text=100 --reload_interval 5\n`,
    );
  }
});

test('flags after -- go to TensorBoard as they are, quoted for a shell where they are printed', async () => {
  const folder = temporaryFolder();
  runsOf(folder);
  const options = { cwd: folder, env: { GANX_TENSORBOARD: program(folder, '') } };
  const further = ['--', '--port', '6007', '--window_title', "Ann's runs", '--json'];
  const { json, code } = await ganx(['tensorboard', '--json', ...further], options);
  expect(code).toBe(0);
  expect(json.command.slice(-5)).toEqual(further.slice(1));
  expect(json).toMatchObject({ folder: join(folder, 'runs'), from: 'GANX_TENSORBOARD' });
  const printed = await ganx(['tensorboard', '--print', ...further], options);
  expect(printed.stdout).toMatch(/--port 6007 --window_title 'Ann'\\''s runs' --json\n$/);
});

test('where TensorBoard is missing, the command says how to get it and ends with 4', async () => {
  const folder = temporaryFolder();
  runsOf(folder);
  const { code, json, stderr } = await ganx(['tensorboard', '--json'], {
    cwd: folder,
    env: { GANX_TENSORBOARD: '', PATH: join(folder, 'nothing') },
  });
  expect(code).toBe(4);
  expect(json.error.code).toBe('GANX_TENSORBOARD_MISSING');
  expect(stderr).toContain('pip install tensorboard');
  const named = await ganx(['tensorboard', '--json'], {
    cwd: folder,
    env: { GANX_TENSORBOARD: join(folder, 'nowhere') },
  });
  expect(named.code).toBe(4);
  expect(named.stderr).toContain(`GANX_TENSORBOARD names ${join(folder, 'nowhere')}`);
});

test('TensorBoard is found on the PATH, else in a Python that has it', async () => {
  const folder = temporaryFolder();
  runsOf(folder);
  const python = program(folder, 'process.exit(process.argv[2] === "-c" ? 0 : 9)', 'python3');
  const options = { cwd: folder, env: { GANX_TENSORBOARD: '', PATH: folder } };
  const inPython = await ganx(['tensorboard', '--json'], options);
  expect(inPython.json.command.slice(0, 3)).toEqual([python, '-m', 'tensorboard.main']);
  const own = program(folder, '');
  const onPath = await ganx(['tensorboard', '--json'], options);
  expect(onPath.json).toMatchObject({ from: 'PATH' });
  expect(onPath.json.command[0]).toBe(own);
});

test('a run that is not there ends with 4, a coded error and what may be written instead', async () => {
  const folder = temporaryFolder();
  const none = await ganx(['tensorboard', '--json'], { cwd: folder });
  expect([none.code, none.json.error.code]).toEqual([4, 'GANX_RUN_MISSING']);
  runsOf(folder);
  const typo = await ganx(['tensorboard', 'rign', '--json'], { cwd: folder });
  expect(typo.json.error.code).toBe('GANX_RUN_MISSING');
  expect(typo.stderr).toContain('"rign"');
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends TensorBoard and then the command, with 0`, async () => {
    const folder = temporaryFolder();
    runsOf(folder);
    const note = join(folder, 'ended');
    const file = program(
      folder,
      `process.on('SIGTERM', () => {
        require('node:fs').writeFileSync(${JSON.stringify(note)}, 'by SIGTERM');
        process.exit(143);
      });
      setInterval(() => {}, 1000);
      console.log('listening');`,
    );
    const { code, stderr } = await ganx(['tensorboard'], {
      cwd: folder,
      env: { GANX_TENSORBOARD: file },
      onOutput: (text, kill) => {
        if (text.includes('listening')) kill(signal);
      },
    });
    expect(code, stderr).toBe(0);
    expect(readFileSync(note, 'utf8')).toBe('by SIGTERM');
  });
}

test('a TensorBoard that ends by itself with a failure ends the command with 4', async () => {
  const folder = temporaryFolder();
  runsOf(folder);
  const file = program(folder, 'console.error("port is taken"); process.exit(3)');
  const { code, stderr } = await ganx(['tensorboard'], { cwd: folder, env: { GANX_TENSORBOARD: file } });
  expect(code).toBe(4);
  expect(stderr).toMatch(/port is taken[\s\S]*GANX_TENSORBOARD_FAILED TensorBoard ended with 3/);
});
