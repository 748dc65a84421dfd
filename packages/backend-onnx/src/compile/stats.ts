/** Where the time of a compiled function goes, in milliseconds, summed over all traces and runs. */
export interface CompileStats {
  traces: number;
  /** Running the function to record it. */
  traceMs: number;
  /** Passes and model encoding. */
  optimizeMs: number;
  /** Loading the model into ONNX Runtime. */
  sessionMs: number;
  /** Nodes recorded, and left after the passes, of the latest trace. */
  tracedNodes: number;
  graphNodes: number;
  /** Nodes of the elementwise regions that generated kernels compute instead of ONNX Runtime. */
  fusedNodes: number;
  modelBytes: number;
  runs: number;
  /** Filling and binding inputs. */
  feedMs: number;
  /** Computing. */
  runMs: number;
  /** Generated kernels: variables updated in place. */
  updateMs: number;
  /** Handing results out and storing state. */
  fetchMs: number;
}

export function makeStats(): CompileStats {
  return {
    traces: 0,
    traceMs: 0,
    optimizeMs: 0,
    sessionMs: 0,
    tracedNodes: 0,
    graphNodes: 0,
    fusedNodes: 0,
    modelBytes: 0,
    runs: 0,
    feedMs: 0,
    runMs: 0,
    updateMs: 0,
    fetchMs: 0,
  };
}
