import { type ComponentKind, ganxApi } from '@ganx/core/plugin';
import { sweepKinds } from '@ganx/core/spec';

/** Everything that the text of a scaffold depends on. */
export interface ScaffoldFacts {
  readonly kind: ComponentKind;
  /** Type of the component, kebab-case. */
  readonly name: string;
  readonly namespace: string;
  /** Name of the package. */
  readonly packageName: string;
  readonly ganxVersion: string;
  /** Of the packages in `ganxPackages`, by what this ganx was installed from. */
  readonly ganxDependencies: Readonly<Record<string, string>>;
}

/** What an author of a plugin needs of ganx. */
export const ganxPackages = ['@ganx/cli', '@ganx/core', '@ganx/plugins', '@ganx/testkit'];

/** Kinds that a sweep names, not an experiment. */
export const ofSweeps = (kind: ComponentKind): boolean => sweepKinds.includes(kind);

/** A kind as a sentence begins with it: "An augmentation", "A balance policy". */
export function aKind(kind: ComponentKind): string {
  const words = kind === 'balance' ? 'balance policy' : kind.replaceAll('-', ' ');
  return `${/^[aeiou]/.test(words) ? 'An' : 'A'} ${words}`;
}

const camel = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string): string => camel(name).replace(/^./, (letter) => letter.toUpperCase());

/** A template of a component or its test, with the names of the new one. */
export function rename(template: string, kind: ComponentKind, name: string): string {
  return template
    .replaceAll(`'./${kind}.js'`, `'./${name}.js'`)
    .replaceAll('new-thing', name)
    .replaceAll('newThing', camel(name))
    .replaceAll('NewThing', pascal(name));
}

export const pluginModule = ({
  name,
  namespace,
  packageName,
}: ScaffoldFacts): string => `import { definePlugin } from '@ganx/core/plugin';
import { ${camel(name)} } from './${name}.js';

/** What a spec that lists this plugin may name: \`${namespace}/${name}\`. */
export default definePlugin({
  meta: { name: '${packageName}', version: '0.1.0', namespace: '${namespace}', ganxApi: '^${ganxApi}' },
  components: [${camel(name)}],
});
`;

/** Component and plugin in one file. */
export const singleModule = (component: string, facts: ScaffoldFacts): string => {
  const { name, namespace, packageName } = facts;
  return `${importing(component)}
/** A spec lists this file under \`plugins:\` and names its component \`${namespace}/${name}\`. */
export default definePlugin({
  meta: { name: '${packageName}', version: '0.1.0', namespace: '${namespace}', ganxApi: '^${ganxApi}' },
  components: [${camel(name)}],
});
`;
};

export const contractTest = `import { builtins } from '@ganx/plugins';
import { describePlugin } from '@ganx/testkit';
import plugin from './index.js';

// What every component of its kind must hold: gradients, the same bits twice, no leaks, state that survives a checkpoint.
// A claim that yours cannot meet is declared here with its reason: { deviations: [{ kind, type, claim, reason }] }.
describePlugin(plugin, { beside: [builtins] });
`;

export function packageJson(facts: ScaffoldFacts): string {
  const { packageName, namespace, kind, name, ganxVersion, ganxDependencies } = facts;
  const content = {
    name: packageName,
    version: '0.1.0',
    description: `${aKind(kind)} for ganx: ${namespace}/${name}`,
    keywords: ['ganx-plugin'],
    license: 'UNLICENSED',
    type: 'module',
    engines: { node: '^20.19.0 || >=22.12.0' },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    files: ['dist', '!dist/**/*.test.*', 'README.md'],
    ganx: { namespace, api: `^${ganxApi}`, plugin: './src/index.ts' },
    scripts: {
      build: 'tsc',
      check: 'tsc --noEmit',
      schema: schemasOf(kind).join(' && '),
      test: 'ganx plugins test .',
      prepack: 'npm run build',
    },
    peerDependencies: {
      '@ganx/core': `^${ganxVersion}`,
      '@tensorflow/tfjs-core': '^4.22.0',
      '@tensorflow/tfjs-layers': '^4.22.0',
    },
    devDependencies: {
      ...ganxDependencies,
      '@tensorflow/tfjs-backend-cpu': '^4.22.0',
      '@tensorflow/tfjs-core': '^4.22.0',
      '@tensorflow/tfjs-layers': '^4.22.0',
      '@types/node': '^20.19.0',
      typescript: '>=5.9',
      vitest: '^4.1.0',
    },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

export const tsconfig = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023'],
      types: ['node'],
      module: 'nodenext',
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      skipLibCheck: true,
      declaration: true,
      sourceMap: true,
      rootDir: 'src',
      outDir: 'dist',
    },
    include: ['src'],
  },
  null,
  2,
)}\n`;

export const readme = (facts: ScaffoldFacts): string => {
  const { kind, name, namespace, packageName } = facts;
  return `# ${packageName}

${aKind(kind)} for ganx, written in a ${ofSweeps(kind) ? 'sweep' : 'spec'} as \`${namespace}/${name}\`.

    npm install
    npx ganx plugins test .          # the contract suite and the tests in src/
    ${
      ofSweeps(kind)
        ? 'npx ganx sweep start sweep.yaml  # a sweep with it, of example.yaml; no build is needed'
        : 'npx ganx run example.yaml        # trains with it; no build is needed'
    }
    npx ganx plugins show ${namespace}/${name} --plugin ./src/index.ts
    npm run check                    # types
${installedFrom(facts)}
- \`src/${name}.ts\` is the component: its options as a JSON Schema, examples and what it does. Types follow from the schema.
- \`src/${name}.test.ts\` holds what only this component promises; \`src/contract.test.ts\` what every one of its kind must.
- \`${ofSweeps(kind) ? 'sweep' : 'example'}.yaml\` uses it. \`${ofSweeps(kind) ? 'sweep' : 'experiment'}.schema.json\` lets editors complete it; after a change of the options:
  \`npm run schema\`.

Others use it by \`npm install ${packageName}\` and \`plugins: ["${packageName}"]\` in their spec.
`;
};

/** That npm takes ganx from this machine, as long as the registry has none. */
function installedFrom({ ganxDependencies }: ScaffoldFacts): string {
  const [file] = Object.values(ganxDependencies).filter((from) => from.startsWith('file:'));
  if (file === undefined) return '';
  return `
\`npm install\` takes ganx from where it was installed when this folder was made (\`${file}\` and others in
\`devDependencies\`). On another machine, name where it is there.
`;
}

/** The component's own import from the contracts, with `definePlugin` beside what it takes. */
const importing = (component: string): string =>
  component.replace(/^import \{ ([^}]*) \} from '@ganx\/core\/plugin';$/m, (_, names: string) => {
    const all = [...names.split(', '), 'definePlugin'];
    return `import { ${all.join(', ')} } from '@ganx/core/plugin';`;
  });

/** Writes the schemas that editors read: of experiments, and of sweeps where the component stands in one. */
const schemasOf = (kind: ComponentKind): readonly string[] => [
  'ganx schema --plugin ./src/index.ts --write .',
  ...(ofSweeps(kind) ? ['ganx schema --sweep --plugin ./src/index.ts --write .'] : []),
];
