import { expect, test } from 'vitest';
import { isSecretName, withoutSecrets } from './diff-secrets.js';

const section = (name: string, ...lines: string[]) =>
  `diff --git a/${name} b/${name}\nindex 1..2 100644\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n${lines.join('\n')}\n`;

test('files whose names hold secrets are left out, and the top of the difference says so', () => {
  const harmless = section('spec.yaml', '-seed: 1', '+seed: 2');
  const { diff, leftOut } = withoutSecrets(section('.env', '-A=1', '+A=2') + harmless);
  expect(leftOut).toEqual([{ file: '.env', why: 'files of this name hold secrets' }]);
  expect(diff).toBe(`# left out by ganx: .env (files of this name hold secrets)\n${harmless}`);
});

test.each([
  '.env',
  'app/.env.local',
  'prod.env',
  '.npmrc',
  'home/.ssh/config',
  'id_ed25519',
  'server.pem',
  'secrets.yaml',
  'credentials.json',
  '.aws/config',
  'terraform.tfstate',
  '.git-credentials',
])('%s is the name of a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each([
  'spec.yaml',
  '.env.example',
  'keyboard.ts',
  'environment.ts',
  'tokenizer.json',
  'src/secretary.ts',
])('%s is not', (name) => expect(isSecretName(name)).toBe(false));

test.each([
  '+password: hunter2hunter2',
  '-  "apiKey": "0123456789abcdef"',
  ' AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENG',
  '+url: https://me:s3cret@host/x',
  '+-----BEGIN OPENSSH PRIVATE KEY-----',
  '+x = AKIAIOSFODNN7EXAMPLE',
  '+token ghp_0123456789abcdefghijABCDEFGHIJ',
  '+Authorization: Bearer abcdefghijklmnopqrst',
])('the line %s looks like a secret', (line) => {
  const { diff, leftOut } = withoutSecrets(section('config.ts', line));
  expect(leftOut).toEqual([{ file: 'config.ts', why: 'a line of it looks like a secret' }]);
  expect(diff).not.toContain(line.slice(1));
});

test.each([
  '+password: ${env:PASSWORD}',
  '+seed: 42',
  '+tokens: 1000',
  '+  weight: 0.5 # a key thing',
  '+passes: 3',
])('the line %s does not', (line) => expect(withoutSecrets(section('a.yaml', line)).leftOut).toEqual([]));

test('values that are known to be secret are found anywhere, in names with spaces and quotes as well', () => {
  const text = section('a b.txt', '+x is swordfish now');
  expect(withoutSecrets(text, ['swordfish']).leftOut).toEqual([
    { file: 'a b.txt', why: 'it holds the value of an environment variable' },
  ]);
  const quoted =
    'diff --git "a/\\303\\251/.env" "b/\\303\\251/.env"\n--- "a/\\303\\251/.env"\n+++ "b/\\303\\251/.env"\n@@ -1 +1 @@\n+A=1\n';
  expect(withoutSecrets(quoted).leftOut).toHaveLength(1);
  const renamed =
    'diff --git a/.env b/plain.txt\nsimilarity index 90%\nrename from .env\nrename to plain.txt\n';
  expect(withoutSecrets(renamed).leftOut).toHaveLength(1);
});
