import type { DatasetComponent, Registry } from '@ganx/core/plugin';
import { messageOf } from '../errors/error-facts.js';
import { count } from '../view/format.js';
import type { Finding } from './finding.js';

/** Whether the datasets that need nothing but their name can be read. */
export async function examineDatasets(registry: Registry, directory: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { address, component } of registry.list('dataset')) {
    if ((component.options?.required ?? []).length > 0) continue;
    findings.push(await examineDataset(address, component, directory));
  }
  return findings;
}

async function examineDataset(
  name: string,
  component: DatasetComponent,
  directory: string,
): Promise<Finding> {
  const properties = Object.entries(component.options?.properties ?? {});
  const defaults = properties
    .filter(([, schema]) => 'default' in schema)
    .map(([key, schema]) => [key, schema.default]);
  const { RandomStreams } = await import('@ganx/core/engine');
  try {
    const info = await component.describe(Object.fromEntries(defaults) as never, {
      directory,
      random: new RandomStreams(0) as never,
    });
    const heldOut = info.heldOutSize === undefined ? '' : ` + ${count(info.heldOutSize)} held out`;
    return { name, ok: true, detail: `${count(info.size)}${heldOut} x [${info.shape.join(', ')}]` };
  } catch (error) {
    return { name, ok: false, detail: messageOf(error) };
  }
}
