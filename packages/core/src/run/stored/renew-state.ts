/** Names of a step's mean opinions up to plugin contracts 0.1, where `dReal` meant scores elsewhere. */
const renamed: Readonly<Record<string, string>> = { dReal: 'opinionReal', dFake: 'opinionFake' };

/** A state.json with today's names of the latest statistics of both networks. */
export function renewState(state: unknown): unknown {
  if (!isMap(state)) return state;
  const renewed: Record<string, unknown> = { ...state };
  for (const role of ['discriminator', 'generator']) {
    const stats = state[role];
    if (!isMap(stats)) continue;
    renewed[role] = Object.fromEntries(
      Object.entries(stats).map(([name, value]) => [renamed[name] ?? name, value]),
    );
  }
  return renewed;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
