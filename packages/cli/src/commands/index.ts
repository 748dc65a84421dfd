import check from './check.js';
import compare from './compare.js';
import doctor from './doctor.js';
import evaluate from './eval.js';
import exportModel from './export.js';
import fork from './fork.js';
import init from './init.js';
import type { CommandId } from './names.js';
import plan from './plan.js';
import pluginsCreate from './plugins/create.js';
import pluginsLs from './plugins/ls.js';
import pluginsShow from './plugins/show.js';
import pluginsTest from './plugins/test.js';
import replay from './replay.js';
import resume from './resume.js';
import run from './run.js';
import runsLs from './runs/ls.js';
import runsRm from './runs/rm.js';
import runsShow from './runs/show.js';
import runsVerify from './runs/verify.js';
import sample from './sample.js';
import schema from './schema.js';
import sweepBest from './sweep/best.js';
import sweepExplain from './sweep/explain.js';
import sweepResume from './sweep/resume.js';
import sweepStart from './sweep/start.js';
import sweepStatus from './sweep/status.js';
import sweepStop from './sweep/stop.js';
import tensorboard from './tensorboard.js';
import verifyResume from './verify/resume.js';

/** What oclif reads: a class for each command of the table in `names.ts`. Each command imports what it works with inside `run()`, so that this stays cheap. */
export const commands = {
  check,
  compare,
  doctor,
  eval: evaluate,
  export: exportModel,
  fork,
  init,
  plan,
  'plugins:create': pluginsCreate,
  'plugins:ls': pluginsLs,
  'plugins:show': pluginsShow,
  'plugins:test': pluginsTest,
  replay,
  resume,
  run,
  'runs:ls': runsLs,
  'runs:rm': runsRm,
  'runs:show': runsShow,
  'runs:verify': runsVerify,
  sample,
  schema,
  'sweep:best': sweepBest,
  'sweep:explain': sweepExplain,
  'sweep:resume': sweepResume,
  'sweep:start': sweepStart,
  'sweep:status': sweepStatus,
  'sweep:stop': sweepStop,
  tensorboard,
  'verify:resume': verifyResume,
} satisfies Readonly<Record<CommandId, unknown>>;
