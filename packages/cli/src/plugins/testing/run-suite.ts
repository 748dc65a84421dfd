import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve as resolveModule } from 'import-meta-resolve';
import { UsageError } from '../../errors/usage-error.js';
import { shared } from '../import-hooks.js';
import { homeOf, type TestTarget } from './test-target.js';

export interface TestOutcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}

/** The part of vitest's programming interface that is used; vitest is the author's own, so its types are not ours to import. */
interface VitestNode {
  startVitest(mode: 'test', filters: string[], options: object, vite: object): Promise<Vitest>;
}
interface Vitest {
  readonly state: { getTestModules(): readonly TestModule[] };
  close(): Promise<void>;
}
interface TestModule {
  readonly moduleId: string;
  errors(): readonly { readonly message: string }[];
  readonly children: { allTests(): Iterable<TestCase> };
}
interface TestCase {
  readonly fullName: string;
  result(): { readonly state: string; readonly errors?: readonly { readonly message: string }[] };
}

/** Runs the contract suite of @ganx/testkit on a plugin and the plugin's own tests, by the vitest that is installed with it. */
export async function runSuite(
  target: TestTarget,
  { quiet }: { readonly quiet: boolean },
): Promise<TestOutcome> {
  const home = homeOf(target);
  const vitestNode = find('vitest/node', home);
  const testkit = find('@ganx/testkit', home);
  const builtins = find('@ganx/plugins', home);
  const missing = [...(vitestNode ? [] : ['vitest']), ...(testkit ? [] : ['@ganx/testkit'])];
  if (!vitestNode || !testkit || !builtins) {
    const message = `${missing.join(' and ')} cannot be found from ${home}. Run \`npm install --save-dev vitest @ganx/testkit\` there.`;
    throw new UsageError('GANX_CLI_TESTKIT', message);
  }
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'ganx-contract-')));
  try {
    const contract = join(scratch, 'contract.test.js');
    await writeFile(contract, contractFile(target.entry, testkit, builtins));
    const { startVitest } = (await import(vitestNode)) as VitestNode;
    const include = [
      ...(target.folder ? ['**/*.{test,spec}.?(c|m)[jt]s?(x)'] : []),
      ...(target.hasContract ? [] : [contract]),
    ];
    const options = {
      root: target.folder ?? scratch,
      watch: false,
      include,
      exclude: ['**/node_modules/**', '**/dist/**'],
      reporters: [quiet ? {} : 'verbose'],
      testTimeout: 60_000,
      // TensorFlow.js greets everyone who does not use its native backend.
      onConsoleLog: (log: string) => !log.includes('Hi, looks like you are running TensorFlow.js'),
      ...(target.folder ? {} : { config: false }),
    };
    const vitest = await startVitest('test', [], options, { plugins: [sharing(testkit)] });
    const outcome = readOutcome(vitest.state.getTestModules());
    await vitest.close();
    return outcome;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The URL of a package's module as the plugin sees it, or else as this program does. */
function find(specifier: string, home: string): string | undefined {
  for (const parent of [
    pathToFileURL(join(home, '_')).href,
    pathToFileURL(join(process.cwd(), '_')).href,
    import.meta.url,
  ]) {
    try {
      return resolveModule(specifier, parent);
    } catch {
      // Looked for in the next place.
    }
  }
  return undefined;
}

const contractFile = (entry: string, testkit: string, builtins: string): string => `
import { builtins } from ${JSON.stringify(fileURLToPath(builtins))};
import { describePlugin } from ${JSON.stringify(fileURLToPath(testkit))};
import * as module from ${JSON.stringify(entry)};

describePlugin(module.default ?? module.plugin, { beside: [builtins] });
`;

/** Packages that tests use beside those of a run. */
const testing = /^@tensorflow\/tfjs-backend-cpu$/;

/** The plugin under test sees the ganx and the TensorFlow.js of the suite, as in a run it sees those of the engine. */
function sharing(testkit: string): object {
  return {
    name: 'ganx-shared-packages',
    enforce: 'pre',
    resolveId(specifier: string) {
      if (specifier === '@ganx/testkit') return fileURLToPath(testkit);
      if (!shared.test(specifier) && !testing.test(specifier)) return undefined;
      return fileURLToPath(resolveModule(specifier, testkit));
    },
  };
}

function readOutcome(modules: readonly TestModule[]): TestOutcome {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures: { name: string; message: string }[] = [];
  for (const module of modules) {
    for (const { message } of module.errors()) {
      counts.failed += 1;
      failures.push({ name: module.moduleId, message });
    }
    for (const test of module.children.allTests()) {
      const { state, errors = [] } = test.result();
      if (state === 'failed')
        failures.push({ name: test.fullName, message: errors.map(({ message }) => message).join('\n') });
      counts[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
    }
  }
  return { ...counts, failures };
}
