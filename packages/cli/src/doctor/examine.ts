import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import { promisify } from 'node:util';
import { GanxError, machineMemory } from '@ganx/core';
import { backends } from '../compose/compute.js';
import { makeRegistry } from '../compose/registry.js';
import { messageOf } from '../errors/error-facts.js';
import { findTensorBoard } from '../tensorboard/find-program.js';
import { bytes } from '../view/format.js';
import { examineDatasets } from './datasets.js';
import type { Finding } from './finding.js';
import { examinePlugins } from './plugins.js';

export interface Report {
  readonly ganx: string;
  /** What `runtime.backend: auto` means here. */
  readonly auto: string;
  readonly sections: readonly { readonly title: string; readonly findings: readonly Finding[] }[];
}

export async function examine(version: string, directory: string): Promise<Report> {
  const found: Finding[] = [];
  for (const backend of backends) {
    const presence = await backend.probe({ directory });
    const detail = presence.present ? presence.detail : presence.needs;
    found.push({ name: backend.name, ok: presence.present, detail });
  }
  const devices: Finding[] = [
    { name: 'cpu', ok: true, detail: 'the processor: what is used unless the spec says otherwise' },
  ];
  for (const backend of backends) {
    for (const { name, presence } of (await backend.devices?.({ directory })) ?? []) {
      const detail = presence.present ? presence.detail : presence.needs;
      devices.push({ name, ok: presence.present, detail: `${backend.name}: ${detail}` });
    }
  }
  const plugins = examinePlugins(directory);
  return {
    ganx: version,
    auto: found.find(({ ok }) => ok)?.name ?? 'nothing',
    sections: [
      { title: 'machine', findings: machine() },
      { title: 'backends', findings: found },
      { title: 'devices (runtime.device)', findings: devices },
      { title: 'datasets', findings: await examineDatasets(await makeRegistry(), directory) },
      ...(plugins.length > 0 ? [{ title: 'plugins of this project', findings: plugins }] : []),
      { title: 'programs', findings: [await tensorboard()] },
    ],
  };
}

function machine(): Finding[] {
  const memory = machineMemory();
  const cores = availableParallelism();
  return [
    // An older one does not come this far: the launcher refuses it.
    { name: 'node', ok: true, detail: process.version },
    { name: 'system', ok: true, detail: `${platform()} ${release()} ${arch()}` },
    {
      name: 'processor',
      ok: true,
      detail: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    },
    { name: 'memory', ok: memory > 2 * 2 ** 30, detail: bytes(memory) },
  ];
}

/** The program that shows what runs log; ganx writes its files without it. */
async function tensorboard(): Promise<Finding> {
  const name = 'tensorboard';
  try {
    const { program, before } = await findTensorBoard();
    const { stdout } = await promisify(execFile)(program, [...before, '--version_tb'], { timeout: 20_000 });
    return { name, ok: true, detail: stdout.trim() };
  } catch (error) {
    const said = messageOf(error).split('\n', 1)[0]!;
    return { name, ok: false, detail: error instanceof GanxError ? said : `does not start: ${said}` };
  }
}
