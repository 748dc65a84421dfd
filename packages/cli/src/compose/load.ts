import { BackendError, DataError, GanxError, OptionsError, ShapeError, ShapeListError } from '@ganx/core';
import { type OpenedExperiment, openExperiment } from '@ganx/core/experiment';
import { checkSemantics, loadExperiment, type SpecProblem, type ValidSpec } from '@ganx/core/spec';
import { LocatedSpecError } from '../errors/located-spec-error.js';
import { installedPlugins } from '../plugins/installed.js';
import { type AdmitPlugins, makeRegistry } from './registry.js';

/** What the command line says about which experiment is meant. */
export interface LoadRequest {
  readonly file: string;
  /** Folder that relative paths in the spec start at. Left out: the file's. */
  readonly directory?: string;
  readonly overrides?: readonly string[];
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
  readonly instead?: readonly string[];
  /** Decides about the plugins that it lists, before any of them runs. */
  readonly admit?: AdmitPlugins;
}

/** A spec that is right as far as can be told before it trains, and its experiment. */
export interface Judged {
  readonly loaded: ValidSpec;
  readonly experiment: OpenedExperiment;
}

/** Loads and checks a spec; throws all its problems at once, each with its place. */
export async function load(request: LoadRequest): Promise<Judged> {
  const loaded = await loadExperiment({
    ...request,
    env: process.env,
    registry: (plugins, directory) => makeRegistry(plugins, directory, request.admit),
    installed: installedPlugins,
  });
  if (!loaded.valid) throw new LocatedSpecError(loaded.problems, loaded.sources);
  const experiment = await open(loaded);
  const problems = checkSemantics(loaded, experiment);
  if (problems.length > 0) throw new LocatedSpecError(problems, loaded.sources);
  return { loaded, experiment };
}

/** What is wrong with an experiment across its parts and against its data. */
export async function judge(loaded: ValidSpec): Promise<readonly SpecProblem[]> {
  try {
    return checkSemantics(loaded, await open(loaded));
  } catch (error) {
    if (error instanceof LocatedSpecError) return error.problems;
    throw error;
  }
}

async function open(loaded: ValidSpec): Promise<OpenedExperiment> {
  try {
    return await openExperiment(loaded);
  } catch (error) {
    throw locate(loaded, error);
  }
}

/** Turns an error about what the spec asks for into a problem at its place in the file; gives others back. */
export function locate(loaded: ValidSpec, error: unknown): unknown {
  const errors = error instanceof ShapeListError ? error.errors : [error];
  const { conceal } = loaded.stored;
  for (const one of errors) if (one instanceof GanxError) one.message = conceal(one.message);
  const problems = errors.flatMap((one) => problemOf(loaded, one) ?? []);
  return problems.length === 0 ? error : new LocatedSpecError(problems, loaded.sources);
}

function problemOf(loaded: ValidSpec, error: unknown): SpecProblem | undefined {
  const path = pathOf(error);
  if (path === undefined) return undefined;
  const { code, message } = error as ShapeError | DataError | BackendError | OptionsError;
  return { ...loaded.locate(path), code, path, message, suggestions: [] };
}

function pathOf(error: unknown): string | undefined {
  if (error instanceof ShapeError) return error.specPath;
  if (error instanceof DataError) return 'data';
  if (error instanceof BackendError && error.code === 'GANX_BACKEND_DEVICE') return 'runtime.device';
  if (error instanceof OptionsError) return error.option;
  return undefined;
}
