/** Something that whoever reads the numbers should know; no reason to stop. */
export interface Notice {
  readonly code:
    | 'GANX_COMPARE_DAMAGED' // a file of a run cannot be read, or not whole
    | 'GANX_COMPARE_UNFINISHED' // a run is still running, or ended without a result
    | 'GANX_COMPARE_PROVENANCE' // values of one metric were not measured alike
    | 'GANX_COMPARE_SEED_TWICE' // a repeat with the same seed is no further sample
    | 'GANX_COMPARE_NOT_FINITE' // a run that measured has no finite value, and counts as the worst
    | 'GANX_COMPARE_LEFT_OUT'; // more than a report should hold
  readonly message: string;
}
