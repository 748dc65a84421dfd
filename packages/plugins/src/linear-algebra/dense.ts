/** A matrix of float64 numbers, row after row. */
export interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export const makeDense = (rows: number, columns: number): Dense => ({
  rows,
  columns,
  values: new Float64Array(rows * columns),
});

/** Rows from one to before another, as a view. */
export const rowsOf = ({ values, columns }: Dense, from: number, to: number): Dense => ({
  rows: to - from,
  columns,
  values: values.subarray(from * columns, to * columns),
});

export const traceOf = ({ values, columns }: Dense): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i += columns + 1) sum += values[i]!;
  return sum;
};
