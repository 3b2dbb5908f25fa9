/**
 * The device's application tasks: `main`, which boots the applications and obeys the scenario's device steps, and
 * `worker`, which takes the steps meant for it.
 *
 * Modelled after the harness of the reference traces (test/conformance/README.md, "Device steps"): steps come through
 * a queue and are carried out one by one at the task's priority.
 */

import { latin1Bytes } from '../../../sim/codec/latin1.js';
import { MessageQueue } from '../../../sim/kernel/sync.js';
import { FOREVER, type Blocking } from '../../../sim/kernel/task.js';
import {
  ESP_OK,
  FREE_SLOT,
  httpd_queue_work,
  httpd_ws_frame,
  httpd_ws_send_data,
  httpd_ws_send_frame_async,
  HTTPD_WS_TYPE_BINARY,
  HTTPD_WS_TYPE_TEXT,
  type HttpServer,
} from '../../esp-http-server/index.js';
import type { DeviceCommand } from '../../devices/device.js';
import { createTask, type App, type AppContext, type AppFactory } from './app.js';
import { ASYNC_ARG_BYTES, wsAsyncSend } from '../ws-echo.js';

const TAG = 'app';
const MAIN_PRIORITY = 1;
const STACK_BYTES = 4096;
const STEP_QUEUE_LENGTH = 1024;
/** `broadcast`'s work: its own fields before the payload. */
const BROADCAST_HEAD_BYTES = 8;
const BROADCAST_FILL = 0x42;
/** What `send_data` sends when the step doesn't say. */
const SEND_DATA_TEXT = latin1Bytes('Async data');

export interface AppTasksOptions {
  /** In order of registration; the first starts the server. */
  readonly apps: readonly AppFactory[];
  /** UDP sockets opened before anything else. */
  readonly extraSockets?: number;
  /** Priority of `main`, 1 unless set. */
  readonly mainPriority?: number;
  /** Priority of `worker`; no such task without. */
  readonly workerPriority?: number | undefined;
}

export class AppTasks {
  readonly apps: readonly App[];
  private readonly mainSteps: MessageQueue<DeviceCommand>;
  private readonly workerSteps: MessageQueue<DeviceCommand>;

  constructor(
    private readonly context: AppContext,
    private readonly options: AppTasksOptions,
  ) {
    this.apps = options.apps.map((make) => make(context));
    this.mainSteps = new MessageQueue(context.kernel, 'main steps', STEP_QUEUE_LENGTH);
    this.workerSteps = new MessageQueue(context.kernel, 'worker steps', STEP_QUEUE_LENGTH);
  }

  /** Creates the tasks; they run when the kernel does. */
  boot(): void {
    const { context, options } = this;
    createTask(context, 'main', STACK_BYTES, options.mainPriority ?? MAIN_PRIORITY, this.main());
    if (options.workerPriority === undefined) return;
    createTask(context, 'worker', STACK_BYTES, options.workerPriority, this.obey(this.workerSteps));
  }

  /** Hands a step to its task; for event context. `settime` has no task and no effect on this device. */
  post(step: DeviceCommand): void {
    if (step.device === 'settime') return;
    const toWorker = step.task === 'worker' && this.options.workerPriority !== undefined;
    (toWorker ? this.workerSteps : this.mainSteps).tryPost(step);
  }

  /** Every server instance that runs, for inspection. */
  servers(): HttpServer[] {
    const running: HttpServer[] = [];
    for (const app of this.apps)
      for (const server of app.servers) if (server !== undefined) running.push(server);
    return running;
  }

  /** Session counts of the first application's instances, for `res` records: 0 where one is stopped; added to `counts`. */
  sessionCounts(counts: number[] = []): number[] {
    for (const server of this.apps[0]?.servers ?? []) counts.push(server?.activeSessions ?? 0);
    return counts;
  }

  private get server(): HttpServer | undefined {
    return this.apps[0]?.servers[0];
  }

  private *main(): Blocking<void> {
    const { context, options } = this;
    for (let i = 0; i < (options.extraSockets ?? 0); i++) {
      const fd = yield* context.sockets.socket('inet', 'dgram');
      context.log.i(TAG, `extra socket fd = ${fd}`);
    }
    const [first] = this.apps;
    if (first !== undefined) yield* first.boot();
    this.registerOthers();
    yield* this.obey(this.mainSteps);
  }

  private *obey(steps: MessageQueue<DeviceCommand>): Blocking<void> {
    for (;;) {
      const step = yield* steps.fetch(FOREVER);
      if (step !== undefined) yield* this.carryOut(step);
    }
  }

  /** Later applications put their URIs on the first one's server. */
  private registerOthers(): void {
    const { server } = this;
    if (server === undefined) return;
    for (const app of this.apps.slice(1)) app.register(server);
  }

  private *carryOut(step: DeviceCommand): Blocking<void> {
    const { log } = this.context;
    const { server } = this;
    switch (step.device) {
      case 'start':
        yield* this.apps[0]!.connect(step.instance);
        this.registerOthers();
        break;
      case 'stop':
        yield* this.apps[0]!.disconnect(step.instance);
        break;
      case 'queue_work':
        yield* this.queueWork(step.count);
        break;
      case 'send_data':
        if (server === undefined) log.w(TAG, 'unknown device command send_data');
        else yield* this.sendData(server, step.payload ?? SEND_DATA_TEXT);
        break;
      case 'broadcast':
        if (server === undefined) log.w(TAG, 'unknown device command tx_big');
        else yield* this.broadcast(server, step.length);
        break;
      case 'settime':
        break;
    }
  }

  private *queueWork(count: number): Blocking<void> {
    const { log, heap } = this.context;
    const { server } = this;
    const session = server?.newestWebsocket();
    if (server === undefined || session === undefined) {
      log.w(TAG, 'queue_work: no ws session');
      return;
    }
    const { fd } = session;
    for (let i = 0; i < count; i++) {
      if (!heap.malloc(ASYNC_ARG_BYTES)) return;
      const result = yield* httpd_queue_work(server, wsAsyncSend, { server, fd });
      if (result === ESP_OK) continue;
      log.e(TAG, `httpd_queue_work ${i} failed: ${result}`);
      heap.free(ASYNC_ARG_BYTES);
    }
  }

  private *sendData(server: HttpServer, payload: Uint8Array): Blocking<void> {
    const session = server.newestWebsocket();
    if (session === undefined) return;
    const frame = httpd_ws_frame();
    frame.type = HTTPD_WS_TYPE_TEXT;
    frame.payload = payload;
    frame.len = payload.length;
    const result = yield* httpd_ws_send_data(server, session.fd, frame);
    this.context.log.i(TAG, `httpd_ws_send_data: ${result}`);
  }

  private *broadcast(server: HttpServer, length: number): Blocking<void> {
    const { heap } = this.context;
    if (!heap.malloc(BROADCAST_HEAD_BYTES + length)) return;
    const result = yield* httpd_queue_work(server, (size: number) => this.sendToAll(server, size), length);
    if (result !== ESP_OK) heap.free(BROADCAST_HEAD_BYTES + length);
  }

  /** Work: a frame of `length` bytes to every websocket session, in slot order. */
  private *sendToAll(server: HttpServer, length: number): Blocking<void> {
    const { log, heap } = this.context;
    const frame = httpd_ws_frame();
    frame.type = HTTPD_WS_TYPE_BINARY;
    frame.payload = new Uint8Array(length).fill(BROADCAST_FILL);
    frame.len = length;
    for (const session of server.sessions) {
      const { fd } = session;
      if (fd === FREE_SLOT || session.websocketState !== 'open') continue;
      const result = yield* httpd_ws_send_frame_async(server, fd, frame);
      log.i(TAG, `big frame of ${length} to fd ${fd}: ${result}`);
    }
    heap.free(BROADCAST_HEAD_BYTES + length);
  }
}
