import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { OrtTensor } from './binding.js';
import {
  DONE,
  FAILED,
  GONE,
  type PlacedTask,
  RUN,
  type Slot,
  STARTED,
  STOP,
  spinThenWait,
  type TaskMessage,
  viewsOf,
} from './helper-protocol.js';
import { Session, wrapBytes } from './session.js';

/** The other end of `Helper`: a thread that computes what it is told, on memory that both see. */
const control = new Int32Array(workerData as SharedArrayBuffer);
const tasks = new Map<number, { session: Session; run: () => void }>();

function load({ model, settings, inputs, outputs, memory }: PlacedTask): {
  session: Session;
  run: () => void;
} {
  const session = new Session(model, settings);
  // ONNX Runtime's binding takes no shared memory, so bytes are copied in and out.
  const bind = (slots: readonly Slot[]) => {
    const shared = viewsOf(memory, slots);
    const own = shared.map((view) => view.slice());
    const tensors: Record<string, OrtTensor> = {};
    for (const [i, { name, type, shape }] of slots.entries()) tensors[name] = wrapBytes(own[i]!, type, shape);
    return { shared, own, tensors };
  };
  const [feeds, fetches] = [bind(inputs), bind(outputs)];
  const run = () => {
    for (const [i, array] of feeds.own.entries()) array.set(feeds.shared[i] as never);
    session.runInto(feeds.tensors, fetches.tensors);
    for (const [i, array] of fetches.own.entries()) fetches.shared[i]!.set(array as never);
  };
  return { session, run };
}

function receive(message: TaskMessage): void {
  if ('isOver' in message) {
    tasks.get(message.id)?.session.dispose();
    tasks.delete(message.id);
  } else {
    tasks.set(message.id, load(message));
  }
}

let seen = 0;
Atomics.store(control, DONE, seen);
for (let task = 0; task !== STOP; ) {
  spinThenWait(control, STARTED, seen);
  seen = Atomics.load(control, STARTED);
  task = Atomics.exchange(control, RUN, 0);
  try {
    for (let note = receiveMessageOnPort(parentPort!); note; note = receiveMessageOnPort(parentPort!))
      receive(note.message as TaskMessage);
    tasks.get(task)?.run();
  } catch {
    // The caller then computes everything itself, and meets the error where it can be told.
    Atomics.store(control, FAILED, 1);
  }
  Atomics.store(control, DONE, task === STOP ? GONE : seen);
  Atomics.notify(control, DONE);
}
