/** Codes of a wrong command line; exit code 2. */
export const usageCodes = {
  GANX_CLI_COMMAND: 'There is no such command.',
  GANX_CLI_FLAG: 'There is no such flag, or its value cannot be used.',
  GANX_CLI_ARGUMENT: 'An argument is missing, too many, or cannot be used.',
  GANX_CLI_EXISTS: 'A file or folder that would be written is there already.',
  GANX_CLI_TESTKIT: 'The test kit is not installed beside the plugin.',
} as const;

/** Every code that the command line gives beside those of the packages that it calls; `docs/reference/errors.md` is made from it. */
export const codes = {
  ...usageCodes,
  GANX_BACKEND_NONE: 'No compute backend works here.',
  GANX_BACKEND_BROKEN: 'The package tfjs-node is installed but does not load.',
  GANX_BACKEND_MISSING: 'The package of a compute backend is not installed.',
  GANX_BACKEND_DEVICE: 'A backend cannot compute on the device that the spec names.',
  GANX_BACKEND_TFJS_DUPLICATE: 'Two copies of @tensorflow/tfjs-core are installed.',
  GANX_CLI_OUTPUT: 'What a command says could not be written to stdout.',
  GANX_OPEN_FILES: 'Too many files are open.',
  GANX_INSTALLATION: 'A file of the installation is missing.',
  GANX_DEFECT: 'A mistake of ganx itself: please report it.',
  GANX_EXPORT_DIFFERS: 'An exported model does not compute what the network computes.',
  GANX_EXPORT_LAYER: 'An exported network cannot be loaded again because of a layer.',
  GANX_REPLAY_NO_EVENTS: 'A run has no event files to make anew.',
  GANX_REPLAY_TARGET: 'The folder for remade event files is not empty.',
  GANX_RESUME_MOVED: 'The folder that the paths of a spec begin in is gone.',
  GANX_RESUME_NONE: 'There is no unfinished run of this spec to go on with.',
  GANX_SWEEP_DRIVEN: 'Another process drives this sweep.',
  GANX_SWEEP_STOP: "A sweep's driver cannot be asked to stop.",
  GANX_TENSORBOARD_MISSING: 'TensorBoard is not installed where it can be found.',
  GANX_TENSORBOARD_FAILED: 'TensorBoard could not be started, or ended by itself.',
  GANX_VERIFY_KILLS: 'A run ended before it could be killed as often as was asked.',
  GANX_VERIFY_RUN: 'A run that was to be compared failed.',
} as const;
