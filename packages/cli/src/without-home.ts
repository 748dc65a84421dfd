import { homedir } from 'node:os';

// oclif asks for the home of its user as soon as it is loaded, and so do others. A number that no account has, as in
// `docker run --user 1234`, has none: it gets the one that Debian gives to accounts that must not have any.
try {
  homedir();
} catch {
  process.env.HOME = '/nonexistent';
}
