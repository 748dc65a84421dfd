import { encodeMessage } from './record-buffer.js';
import { type Summary, shapeError } from './summary.js';
import { writeNumericTensor } from './tensor.js';

/** One mesh, or a point cloud where there are no faces. */
export interface Mesh {
  /** x, y, z of each vertex, [N, 3] flat. */
  readonly vertices: ArrayLike<number>;
  /** Three vertex numbers for each triangle, [F, 3] flat. */
  readonly faces?: ArrayLike<number>;
  /** Red, green, blue of each vertex from 0 to 255, [N, 3] flat. */
  readonly colors?: ArrayLike<number>;
  /** Settings of camera, light and material for THREE.js, as TensorBoard's mesh plugin describes them. */
  readonly config?: object;
}

const VERTEX = 1;
const FACE = 2;
const COLOR = 3;
const PART_NAMES = { [VERTEX]: 'VERTEX', [FACE]: 'FACE', [COLOR]: 'COLOR' };

/** The parts of a mesh, each stored under a tag of its own and put together by the page. */
export function summarizeMesh(
  place: string,
  tag: string,
  mesh: Mesh,
): { readonly tag: string; readonly summary: Summary }[] {
  const parts: {
    type: typeof VERTEX | typeof FACE | typeof COLOR;
    data: Float32Array | Int32Array | Uint8Array;
  }[] = [{ type: VERTEX, data: Float32Array.from(mesh.vertices) }];
  if (mesh.faces !== undefined) parts.push({ type: FACE, data: Int32Array.from(mesh.faces) });
  if (mesh.colors !== undefined) parts.push({ type: COLOR, data: Uint8Array.from(mesh.colors) });
  for (const { type, data } of parts) {
    if (data.length > 0 && data.length % 3 === 0) continue;
    throw shapeError(place, `${data.length} numbers for ${PART_NAMES[type]}`, 'a positive multiple of 3');
  }
  if (mesh.colors !== undefined && mesh.colors.length !== mesh.vertices.length) {
    throw shapeError(
      place,
      `${mesh.colors.length / 3} colours`,
      `one for each of ${mesh.vertices.length / 3} vertices`,
    );
  }
  const components = parts.reduce((mask, { type }) => mask | (1 << type), 0);
  return parts.map(({ type, data }) => {
    const shape = [1, data.length / 3, 3];
    const content = encodeMessage((out) => {
      out.string(2, tag);
      out.uint(3, type);
      out.string(5, JSON.stringify(mesh.config ?? {}));
      out.message(6, () => {
        for (const size of shape) out.varint(size);
      });
      out.uint(7, components);
    });
    return {
      tag: `${tag}_${PART_NAMES[type]}`,
      summary: { plugin: 'mesh', content, writeValue: (out) => writeNumericTensor(out, shape, data) },
    };
  });
}
