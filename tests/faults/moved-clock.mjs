// Loaded into a process of ganx before its own code: a clock that goes back a day after some looks at it, and later a year
// ahead. What counts looks instead of time jumps in the same places of every run.
const now = Date.now;
const day = 86_400_000;
let looks = 0;
Date.now = () => {
  looks++;
  return now() + (looks > 400 ? 365 * day : looks > 60 ? -day : 0);
};
