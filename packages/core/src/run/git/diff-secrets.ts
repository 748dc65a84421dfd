/** A file whose changes are not in a stored difference; `*` for all files. */
export interface LeftOut {
  readonly file: string;
  readonly why: string;
}

/** Names of files that hold secrets, whatever is in them. */
const secretNames = [
  /^\.env(\..+)?$|^.+\.env$|^\.envrc$|^\.flaskenv$/i,
  /^\.?(secrets?|credentials?|passwords?|passwd|htpasswd|pgpass|netrc|npmrc|yarnrc|pypirc|git-credentials)(\..+)?$/i,
  /^id_(rsa|dsa|ecdsa|ed25519)(\..+)?$/i,
  /\.(pem|key|p12|pfx|jks|keystore|kdbx|asc|gpg|ppk|tfvars|tfstate)$/i,
  /^(service[-_]?account|client[-_]?secret|kubeconfig).*$/i,
];
/** A template says which variables there are, and no value. */
const templates = /^\.env\.(example|sample|template|dist)$/i;
const secretFolders = /(^|\/)\.(ssh|aws|gnupg|kube|docker|azure)\//;

/** What stands before a secret, and shapes by which one is known. */
const secretLines = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /(pass(word|wd|phrase)?|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|auth[-_]?key|credentials?)["']?\s*(:|=>|:?=)\s*["']?[^\s"'${}<>]{8,}/i,
  /\b(bearer|basic)\s+[a-z0-9+/=._-]{16,}/i,
  /:\/\/[^\s/:@]*:[^\s/@${}]{3,}@/,
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\b(gh[pousr]_|github_pat_|glpat-|hf_|npm_|pypi-|xox[abeprs]-|sk-|sk_live_|rk_live_|AIza|ya29\.)[\w-]{16,}/,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./,
];
const lineLimit = 20_000;

/**
 * A difference of git's without the files whose changes look like secrets, and says at its top which they are. Lines that
 * were taken away count as well as new ones and those around them: all of them would be stored.
 *
 * Params     `values` are known to be secret.
 */
export function withoutSecrets(
  diff: string,
  values: readonly string[] = [],
): { readonly diff: string; readonly leftOut: readonly LeftOut[] } {
  const known = values.filter((value) => value.length >= 4);
  const leftOut: LeftOut[] = [];
  const kept = sectionsOf(diff).filter((section) => {
    const names = namesIn(section);
    const why = whySecret(names, section, known);
    if (why !== undefined) leftOut.push({ file: names[0] ?? '?', why });
    return why === undefined;
  });
  const told = leftOut.map(({ file, why }) => `# left out by ganx: ${file} (${why})\n`);
  return { diff: told.join('') + kept.join(''), leftOut };
}

const sectionsOf = (diff: string): string[] => diff.split(/^(?=diff --git )/m).filter((part) => part !== '');

function whySecret(names: readonly string[], section: string, known: readonly string[]): string | undefined {
  if (names.some(isSecretName)) return 'files of this name hold secrets';
  if (known.some((value) => section.includes(value))) return 'it holds the value of an environment variable';
  const suspect = section.split('\n').some((line) => {
    const start = line.slice(0, lineLimit);
    return secretLines.some((shape) => shape.test(start));
  });
  return suspect ? 'a line of it looks like a secret' : undefined;
}

export function isSecretName(path: string): boolean {
  const name = path.split('/').at(-1)!;
  if (templates.test(name)) return false;
  return secretFolders.test(path) || secretNames.some((shape) => shape.test(name));
}

/** The names before and after, as the head of a section gives them. */
function namesIn(section: string): string[] {
  const head = section.split(/^@@ |^GIT binary patch/m)[0]!;
  const found = [
    ...head.matchAll(/^(?:--- a|\+\+\+ b)\/(.*?)\t?$/gm),
    ...head.matchAll(/^(?:---|\+\+\+) "[ab]\/(.*)"\t?$/gm),
    ...head.matchAll(/^(?:rename|copy) (?:from|to) "?(.*?)"?$/gm),
    // Of a binary or empty file, which has no other lines with a name.
    ...head.matchAll(/^diff --git "?a\/(.*?)"? "?b\/.*$/gm),
  ];
  return [...new Set(found.map(([, name]) => name!))];
}
