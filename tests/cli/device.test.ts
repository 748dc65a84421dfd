import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

/** A Vulkan device in software, from Debian's chromium package; the driver of a real card goes before it. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
const env =
  !process.env.VK_DRIVER_FILES && !existsSync('/dev/dri/renderD128') && existsSync(swiftShader)
    ? { VK_DRIVER_FILES: swiftShader, VK_ICD_FILENAMES: swiftShader, XDG_RUNTIME_DIR: '/tmp' }
    : {};

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const doctor = await ganx(['doctor', '--json'], { env });
const devices: Finding[] = doctor.json.sections.find(({ title }: { title: string }) =>
  title.startsWith('devices'),
).findings;
const webgpu = devices.find(({ name }) => name === 'webgpu')!;
const cuda = devices.find(({ name }) => name === 'cuda')!;

const on = (device: string, rest?: string) =>
  tinySpec(rest).replace('threads: 1', `threads: 1, device: ${device}`);

describe('runtime.device', () => {
  test('the doctor tells each device, and what a missing one needs', () => {
    expect(devices.map(({ name }) => name)).toEqual(['cpu', 'webgpu', 'cuda']);
    expect(devices[0]!.ok).toBe(true);
    for (const { ok, detail } of [webgpu, cuda]) if (!ok) expect(detail).toMatch(/It needs (a|an NVIDIA) /);
  });

  test.skipIf(cuda.ok)(
    'a device that is missing is refused by the check, at its place in the spec',
    async () => {
      const file = writeSpec(temporaryFolder(), on('cuda'));
      const { code, json } = await ganx(['check', file, '--json']);
      expect(code).toBe(2);
      expect(json.problems).toMatchObject([
        {
          code: 'GANX_BACKEND_DEVICE',
          path: 'runtime.device',
          message: expect.stringMatching(
            /^The device 'cuda' does not work here: .+ It needs an NVIDIA card .+ device 'cpu' computes the same/,
          ),
        },
      ]);
      expect(json.problems[0].line).toBeGreaterThan(1);
    },
  );

  test('a device is refused with a backend that knows none', async () => {
    const spec = on('webgpu').replace('device:', 'backend: cpu, device:');
    const { code, json } = await ganx(['check', writeSpec(temporaryFolder(), spec), '--json']);
    expect(code).toBe(2);
    expect(json.problems[0]).toMatchObject({ code: 'GANX_BACKEND_DEVICE', path: 'runtime.device' });
  });

  for (const { detail, name: device, ok } of [webgpu, cuda]) {
    const skipped = ok ? '' : ` (skipped: ${detail})`;
    test.skipIf(!ok)(
      `a run on ${device} ends like one on the processor up to rounding, says so in its manifest, and goes on only there${skipped}`,
      async () => {
        const folder = temporaryFolder();
        const rest = 'stop: { type: iterations, max: 6 }\nlogging: [{ type: jsonl, every: 1 }]\n';
        const run = async (device: string) => {
          const runs = join(folder, device);
          const args = ['run', writeSpec(folder, on(device, rest)), '--runs-dir', runs, '--json'];
          const { code, stderr } = await ganx(args, { env });
          expect(code, stderr).toBe(0);
          const inside = join(runs, 'tiny');
          const [name] = readdirSync(inside);
          const read = (file: string) => readFileSync(join(inside, name!, file), 'utf8');
          const values = read('metrics.jsonl')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line));
          return { manifest: JSON.parse(read('manifest.json')), values, runs };
        };
        const processor = await run('cpu');
        const gpu = await run(device);
        expect(processor.manifest.backend).toMatchObject({
          name: 'onnx',
          bits: expect.stringMatching(/^the same/),
        });
        expect(gpu.manifest.backend).toMatchObject({
          name: 'onnx',
          device,
          description: expect.stringContaining(`on ${device}`),
          bits: expect.stringMatching(/^not promised/),
        });
        expect(gpu.values.length).toBe(processor.values.length);
        for (const [i, line] of processor.values.entries())
          for (const [name, value] of Object.entries(line as Record<string, number>))
            if (/^(loss|opinion\/(real|generated))/.test(name))
              expect(gpu.values[i][name], `${name} of line ${i}`).toBeCloseTo(value, 3);
        const args = ['resume', 'latest', 'stop.max=8', '--runs-dir', gpu.runs, '--json'];
        const elsewhere = await ganx([...args, 'runtime.device=cpu'], { env });
        expect(elsewhere.code).toBe(2);
        expect(elsewhere.stderr).toContain('runtime.device');
        const same = await ganx(args, { env });
        expect(same.code, same.stderr).toBe(0);
        expect(same.json.counters.iteration).toBe(8);
      },
      180_000,
    );
  }
});
