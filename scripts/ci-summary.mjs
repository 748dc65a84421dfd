// Prints the test counts of a vitest JSON report on a line of their own: "N passed, N failed, N skipped".
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const skipped = report.numPendingTests + report.numTodoTests;
for (const file of report.testResults) {
  for (const test of file.assertionResults) {
    if (test.status === 'pending') console.log(`skipped: ${test.fullName}`);
  }
}
console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped`);
